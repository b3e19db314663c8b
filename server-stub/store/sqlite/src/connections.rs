//! Connections to one database, each used by one caller at a time.
//!
//! The driver's pool asks a connection twice whether it lives whenever it is given back. Each question wakes the connection's thread and
//! costs more than most statements; an embedded database has no network on which it could have been lost.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::ops::{Deref, DerefMut};
use std::time::Duration;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// How long a caller waits for a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A fixed number of connections, each opened when it is first needed. They stay open: opening one again would cost its caches and,
/// in memory, the data.
#[derive(Debug)]
pub(crate) struct Connections {
    options: SqliteConnectOptions,
    /// As many as there are slots.
    turns: Semaphore,
    slots: Box<[Mutex<Option<SqliteConnection>>]>,
}

/// A connection, given back when dropped.
pub(crate) struct Taken<'a> {
    // Dropped in this order: whoever gets the turn finds a free slot.
    connection: MappedMutexGuard<'a, SqliteConnection>,
    _turn: SemaphorePermit<'a>,
}

impl Connections {
    /// One connection, open already.
    pub fn one(options: SqliteConnectOptions, connection: SqliteConnection) -> Self {
        Self::with_slots(options, Box::new([Mutex::new(Some(connection))]))
    }

    /// At most `most` connections, none of them open yet.
    pub fn lazy(options: SqliteConnectOptions, most: usize) -> Self {
        Self::with_slots(options, (0..most).map(|_| Mutex::default()).collect())
    }

    fn with_slots(options: SqliteConnectOptions, slots: Box<[Mutex<Option<SqliteConnection>>]>) -> Self {
        Self {
            options,
            turns: Semaphore::new(slots.len()),
            slots,
        }
    }

    /// Waits for a connection and takes it.
    ///
    /// # Errors
    /// [`sqlx::Error::PoolTimedOut`], [`sqlx::Error::PoolClosed`], and what opening a connection answers.
    pub async fn take(&self) -> Result<Taken<'_>, sqlx::Error> {
        let turn = timeout(LONGEST_WAIT, self.turns.acquire()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let free = self.slots.iter().find_map(|slot| slot.try_lock().ok());
        let mut slot = free.ok_or(sqlx::Error::PoolTimedOut)?;
        if !is_usable(slot.as_mut()).await {
            *slot = Some(self.options.connect().await?);
        }
        Ok(Taken {
            connection: MutexGuard::try_map(slot, Option::as_mut).map_err(|_| sqlx::Error::PoolClosed)?,
            _turn: turn,
        })
    }

    /// Waits until nobody uses a connection, and closes all.
    pub async fn close(&self) {
        self.turns.close();
        for slot in &self.slots {
            if let Some(connection) = slot.lock().await.take() {
                // What was committed is durable; there is nothing else to lose.
                drop(connection.close().await);
            }
        }
    }
}

/// SQLite rolls back by itself when the disk is full or fails; the driver then still counts the transaction and would begin no other.
/// Such a connection is replaced.
async fn is_usable(connection: Option<&mut SqliteConnection>) -> bool {
    match connection {
        None => false,
        Some(connection) if !connection.is_in_transaction() => true,
        // A caller went away within a transaction: the answer waits for the rollback under way.
        Some(connection) => connection.ping().await.is_ok() && !connection.is_in_transaction(),
    }
}

impl Deref for Taken<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Taken<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}
