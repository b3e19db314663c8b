//! What apps are promised, without an app: the platform is [`platform`]'s, the server is the golden one of `tests/wire`.

mod approvals;
mod callbacks;
mod flows;
mod panics;
mod phone;
mod platform;
mod prints;
mod scanner;
