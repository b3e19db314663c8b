//! Subjects and the claims of tokens and userinfo.
