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
