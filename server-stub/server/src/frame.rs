//! Frame secrets and frame codes of a rotating code.
