//! A store in a database of its own, dropped with it.

use crate::PostgresStore;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use std::str::FromStr;
use uuid::Uuid;

/// The URL of a server's `postgres` database, as a role that may make databases.
const URL_VARIABLE: &str = "TEST_POSTGRES_URL";

pub(crate) struct Fresh {
    pub store: PostgresStore,
    pub url: String,
    name: String,
}

pub(crate) async fn fresh() -> Fresh {
    let name = format!("logi_test_{}", Uuid::new_v4().simple());
    admin(&format!("CREATE DATABASE {name}")).await;
    let url = server().database(&name).to_url_lossy().to_string();
    let store = PostgresStore::open(&url).await.unwrap();
    Fresh { store, url, name }
}

/// Opens the store at a [`Fresh::location`].
pub(crate) async fn open(location: &str) -> PostgresStore {
    PostgresStore::open(location).await.unwrap()
}

fn server() -> PgConnectOptions {
    let url = std::env::var(URL_VARIABLE).unwrap_or_else(|_| {
        panic!("{URL_VARIABLE} is not set: run `cargo xtask test store-postgres`, which starts a PostgreSQL of its own")
    });
    PgConnectOptions::from_str(&url).unwrap()
}

async fn admin(statement: &str) {
    let mut connection = PgConnection::connect_with(&server()).await.unwrap();
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
    connection.close().await.unwrap();
}

impl Fresh {
    pub fn location(&self) -> String {
        self.url.clone()
    }

    pub async fn execute(&self, statement: &str) -> Result<(), sqlx::Error> {
        self.store.pool.execute(AssertSqlSafe(statement)).await.map(drop)
    }

    pub async fn count(&self, statement: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .fetch_one(&self.store.pool)
            .await
            .unwrap()
    }

    /// The test server does not wait for the disk as it is.
    #[expect(clippy::unused_async, reason = "the other backend has work here")]
    pub async fn hurry(&self) {}

    /// The server works on for a client that was killed: waits until its processes are gone.
    pub async fn outlive_the_killed(&self) {
        let others =
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        connection.execute(others).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Takes the triggers away, as the database's owner can.
    pub async fn disarm_audit_log(&self) {
        self.execute("ALTER TABLE audit_log DISABLE TRIGGER USER").await.unwrap();
    }

    /// Every row of every table, as text.
    pub async fn dump(&self) -> Vec<u8> {
        let tables: Vec<String> = sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&self.store.pool)
            .await
            .unwrap();
        let mut dump = Vec::new();
        for table in tables {
            let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!("SELECT t::text FROM {table} t")))
                .fetch_all(&self.store.pool)
                .await
                .unwrap();
            dump.extend(rows.concat().into_bytes());
        }
        dump
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(admin(&statement));
        });
        // A second panic while a failing test unwinds would hide the first.
        drop(dropped.join());
    }
}

impl std::ops::Deref for Fresh {
    type Target = PostgresStore;

    fn deref(&self) -> &PostgresStore {
        &self.store
    }
}
