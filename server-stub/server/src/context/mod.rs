//! Where a request comes from, computed by the server only: nothing a client says overwrites it.

pub mod address;
pub mod browser;
pub mod country;
mod relation;

pub use address::{ClientAddress, client_address};
pub use country::CountryDatabase;
pub use relation::{Origin, relation};
