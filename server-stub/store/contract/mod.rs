//! What every backend promises, one test for each behaviour, refusals first. Included by both backends, whose `tests::backend`
//! gives a fresh, empty store.

mod given;

mod completing;
mod enrolment;
mod transitions;
