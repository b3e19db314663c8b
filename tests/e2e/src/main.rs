//! Whole flows over real HTTP, one module per flow, and the rules of the repository that no single crate can check.

mod approvals;
mod architecture;
mod bad_input;
mod browser_binding;
mod clocks;
mod context;
mod demo;
mod ends;
mod faults;
mod fields;
mod floods;
mod frames;
#[cfg(target_os = "linux")]
mod keyring;
mod leaks;
mod locked;
mod login;
mod pages;
mod phone_program;
mod proofs;
mod races;
mod restarts;
mod same_device;
mod scene;
mod security_rows;
mod subjects;
mod supply;
mod workspace;
