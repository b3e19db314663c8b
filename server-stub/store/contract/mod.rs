//! What every backend promises, one test for each behaviour, refusals first. Included by both backends, whose `tests::backend`
//! gives a fresh, empty store.

pub(crate) mod given;

mod against_the_model;
mod audit;
mod clients;
mod completing;
mod durability;
mod enrolment;
mod jobs_and_keys;
mod profiles;
mod sweep;
mod transitions;

#[path = "../../domain/tests/model/mod.rs"]
mod model;
