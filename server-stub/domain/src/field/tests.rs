//! What is offered, and what an answer names.

use super::*;

fn scopes(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn declared(name: Field) -> DeclaredField {
    DeclaredField {
        name,
        required: true,
        purpose: Some("because".into()),
    }
}

fn names(fields: &[DeclaredField]) -> Vec<Field> {
    fields.iter().map(|field| field.name).collect()
}

#[test]
fn openid_alone_offers_nothing() {
    assert!(offered(&[declared(Field::Email)], &scopes("openid")).is_empty());
}

#[test]
fn a_declared_field_is_not_offered_without_its_scope() {
    let fields = offered(&[declared(Field::Email), declared(Field::PhoneNumber)], &scopes("openid phone"));
    assert_eq!(names(&fields), [Field::PhoneNumber]);
}

#[test]
fn an_undeclared_field_is_optional_and_has_no_purpose() {
    let fields = offered(&[], &scopes("openid email"));
    assert_eq!((fields[0].required, fields[0].purpose.as_deref()), (false, None));
}

#[test]
fn a_declared_field_keeps_its_demand_and_purpose() {
    assert_eq!(
        offered(&[declared(Field::Email)], &scopes("openid email")),
        [declared(Field::Email)]
    );
}

#[test]
fn a_field_asked_for_by_scope_and_alias_is_offered_once() {
    let fields = offered(&[], &scopes("openid profile profile:basic"));
    assert_eq!(names(&fields), [Field::PreferredName, Field::FullName]);
}

#[test]
fn fields_stand_in_the_order_of_the_scopes() {
    let fields = offered(&[declared(Field::PreferredName)], &scopes("phone openid email profile:basic"));
    assert_eq!(
        names(&fields),
        [Field::PhoneNumber, Field::Email, Field::PreferredName, Field::FullName]
    );
}

#[test]
fn a_scope_without_a_granted_field_is_not_named() {
    let requested = scopes("openid profile:basic email phone");
    assert_eq!(granted_scopes(&requested, &[]), ["openid"]);
    assert_eq!(granted_scopes(&requested, &[Field::FullName]), ["openid", "profile:basic"]);
}

#[test]
fn a_scope_that_was_not_requested_is_not_named() {
    assert_eq!(
        granted_scopes(&scopes("openid email"), &[Field::Email, Field::PhoneNumber]),
        ["openid", "email"]
    );
}

#[test]
fn a_profile_is_not_printed() {
    let profile = Profile {
        email: Some("somebody@example.com".into()),
        ..Profile::default()
    };
    assert_eq!(format!("{profile:?}"), "Profile(…)");
    assert_eq!(profile.value(Field::Email), Some("somebody@example.com"));
    assert_eq!(profile.value(Field::PhoneNumber), None);
}
