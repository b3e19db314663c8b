//! Who is logged in, and which logins are under way: in memory, by random cookie values, newest kept.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use crate::oidc::{Attempt, make_random};

/// The most of each kind that are kept; the oldest go first.
const KEPT: usize = 1_000;

/// A visitor who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The id that this website knows them by.
    pub subject: String,
    /// What they granted.
    pub fields: Map<String, Value>,
}

/// Everything the website remembers.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    attempts: Kept<Attempt>,
    visitors: Kept<Visitor>,
}

impl Sessions {
    /// Remembers an attempt and answers its cookie value.
    pub fn begin(&self, attempt: Attempt) -> String {
        self.attempts.put(attempt)
    }

    /// The attempt of that cookie value, which is used up by this.
    pub fn take_attempt(&self, cookie: &str) -> Option<Attempt> {
        self.attempts.take(cookie)
    }

    /// Logs a visitor in and answers a fresh cookie value.
    pub fn log_in(&self, visitor: Visitor) -> String {
        self.visitors.put(visitor)
    }

    /// Who has that cookie value.
    pub fn visitor(&self, cookie: &str) -> Option<Visitor> {
        self.visitors.find(cookie)
    }

    /// Forgets a visitor.
    pub fn log_out(&self, cookie: &str) {
        self.visitors.take(cookie);
    }
}

#[derive(Debug)]
struct Kept<Item>(Mutex<VecDeque<(String, Item)>>);

impl<Item> Default for Kept<Item> {
    fn default() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }
}

impl<Item: Clone> Kept<Item> {
    fn items(&self) -> MutexGuard<'_, VecDeque<(String, Item)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, item: Item) -> String {
        let name = make_random();
        let mut items = self.items();
        items.push_back((name.clone(), item));
        if items.len() > KEPT {
            items.pop_front();
        }
        name
    }

    fn find(&self, name: &str) -> Option<Item> {
        self.items().iter().find(|(known, _)| known == name).map(|(_, item)| item.clone())
    }

    fn take(&self, name: &str) -> Option<Item> {
        let mut items = self.items();
        let place = items.iter().position(|(known, _)| known == name)?;
        items.remove(place).map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Sessions};
    use crate::oidc::Attempt;

    #[test]
    fn an_attempt_is_used_once() {
        let sessions = Sessions::default();
        let cookie = sessions.begin(Attempt::make());
        assert!(sessions.take_attempt(&cookie).is_some());
        assert!(sessions.take_attempt(&cookie).is_none());
    }

    #[test]
    fn a_flood_of_attempts_takes_bounded_memory() {
        let sessions = Sessions::default();
        let first = sessions.begin(Attempt::make());
        for _ in 0..KEPT {
            sessions.begin(Attempt::make());
        }
        assert!(sessions.take_attempt(&first).is_none());
        assert_eq!(sessions.attempts.items().len(), KEPT);
    }
}
