//! What whole-flow tests are driven with. The browser, the phone and the relying party compute every message from the
//! protocol's text and share no code with the core or the server, so that a mistake cannot be on both sides at once.
//!
//! | module | what it plays |
//! |---|---|
//! | [`server`], [`clock`] | the real server in this process, on a clock that tests move |
//! | [`control`] | the same in a process of its own, for tests in other languages |
//! | [`story`] | a whole setting behind one port, for the story that every language of the bindings tells |
//! | [`process`] | `logi-server` as an operator runs it |
//! | [`browser`], [`phone`], [`relying_party`] | the three sides of a login, by script |
//! | [`agent`], [`code`], [`keys`] | what they are made of |
//! | [`demo`] | all of it for a person: `cargo demo` |

pub mod agent;
pub mod browser;
pub mod clock;
pub mod code;
pub mod control;
pub mod demo;
pub mod executables;
pub mod keys;
pub mod phone;
pub mod process;
pub mod relying_party;
pub mod server;
pub mod signals;
pub mod story;
