use logi_core::{Application, Before, Browser, Field, Presentation, Relation, SessionId};

use super::{json_of, lines_of, settled};

fn field(name: &str) -> Field {
    Field {
        name: name.into(),
        purpose: None,
        required: false,
        before: None,
        value_present: true,
    }
}

fn presentation(fields: Vec<Field>) -> Presentation {
    Presentation {
        session: SessionId::parse("7c9e6679-7425-40de-944b-e07fc1f90ae7").unwrap(),
        words: vec!["you".into(), "water".into()],
        application: Application {
            client_id: "logi_1".into(),
            name: "Notes".into(),
            domain: "notes.example".into(),
        },
        scopes: vec!["openid".into()],
        fields,
        browser: Browser {
            label: "Chrome on macOS".into(),
            country: "KR".into(),
            relation: Relation::SameCountry,
        },
        locale: "en".into(),
        expires_at: 1_795_252_200,
        second_scan: false,
    }
}

#[test]
fn a_new_optional_field_is_not_granted_unless_somebody_says_so() {
    assert!(settled(&presentation(vec![field("email")])).is_empty());
}

#[test]
fn a_field_refused_before_stays_refused() {
    let refused = Field {
        before: Some(Before::Refused),
        ..field("email")
    };
    assert!(settled(&presentation(vec![refused])).is_empty());
}

#[test]
fn a_required_field_without_a_value_cannot_be_granted() {
    let missing = Field {
        required: true,
        value_present: false,
        ..field("email")
    };
    assert!(settled(&presentation(vec![missing])).is_empty());
}

#[test]
fn what_is_needed_and_what_was_granted_before_is_granted() {
    let needed = Field {
        required: true,
        ..field("email")
    };
    let known = Field {
        before: Some(Before::Granted),
        ..field("full_name")
    };
    assert_eq!(
        settled(&presentation(vec![known, needed, field("phone_number")])),
        ["full_name", "email"]
    );
}

#[test]
fn a_person_reads_who_asks_from_where_for_what() {
    let needed = Field {
        required: true,
        purpose: Some("Sign-in and receipts".into()),
        ..field("email")
    };
    let lines = lines_of(&presentation(vec![needed]));
    for part in [
        "Notes",
        "notes.example",
        "Chrome on macOS",
        "in KR",
        "same country",
        "you water",
        "e-mail",
        "Sign-in and receipts",
        "needed",
    ] {
        assert!(lines.contains(part), "{part} is not in {lines}");
    }
}

#[test]
fn a_page_in_another_country_and_a_second_phone_are_said_plainly() {
    let mut shown = presentation(Vec::new());
    shown.browser.relation = Relation::DifferentCountry;
    shown.second_scan = true;
    let lines = lines_of(&shown);
    assert!(lines.contains("another country"));
    assert!(lines.contains("Another phone"));
}

#[test]
fn a_program_reads_the_names_of_the_protocol() {
    let json = json_of(&presentation(vec![Field {
        before: Some(Before::Granted),
        ..field("email")
    }]));
    assert_eq!(json["state"], "presented");
    assert_eq!(json["browser"]["relation"], "same_country");
    assert_eq!(json["fields"][0]["before"], "granted");
    assert_eq!(json["session"], "7c9e6679-7425-40de-944b-e07fc1f90ae7");
}
