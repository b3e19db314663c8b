//! What a request offers, and what an answer names.

use super::*;

fn scopes(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn email() -> DeclaredField {
    DeclaredField {
        name: Field::Email,
        required: true,
        purpose: Some("Sign-in".into()),
    }
}

fn names(fields: &[DeclaredField]) -> Vec<Field> {
    fields.iter().map(|field| field.name).collect()
}

#[test]
fn offers_nothing_that_was_not_requested() {
    assert_eq!(offered(&[email()], &scopes(&["openid"])), []);
    assert_eq!(names(&offered(&[email()], &scopes(&["openid", "phone"]))), [Field::PhoneNumber]);
}

#[test]
fn an_undeclared_field_is_optional_and_has_no_purpose() {
    let fields = offered(&[email()], &scopes(&["openid", "profile:basic", "email"]));
    assert_eq!(names(&fields), [Field::PreferredName, Field::FullName, Field::Email]);
    assert!(fields.iter().take(2).all(|field| !field.required && field.purpose.is_none()));
    assert_eq!(fields.last(), Some(&email()));
}

#[test]
fn offers_each_field_once() {
    let fields = offered(&[], &scopes(&["profile", "profile:basic", "profile"]));
    assert_eq!(names(&fields), [Field::PreferredName, Field::FullName]);
}

#[test]
fn names_only_scopes_with_a_granted_field() {
    let requested = scopes(&["openid", "profile:basic", "email", "phone"]);
    assert_eq!(granted_scopes(&requested, &[]), ["openid"]);
    assert_eq!(granted_scopes(&requested, &[Field::FullName]), ["openid", "profile:basic"]);
    assert_eq!(granted_scopes(&scopes(&["openid", "email"]), &[Field::PhoneNumber]), ["openid"]);
}

#[test]
fn a_profile_does_not_print_its_values() {
    let profile = Profile {
        email: Some("mina@mail.example".into()),
        ..Profile::default()
    };
    assert!(!format!("{profile:?}").contains("mina"));
    assert_eq!(profile.value(Field::Email), Some("mina@mail.example"));
    assert_eq!(profile.value(Field::FullName), None);
}
