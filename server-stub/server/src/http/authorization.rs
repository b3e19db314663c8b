//! Validation of an authorization request for `/oauth/authorize` and for the start of a QR login.
