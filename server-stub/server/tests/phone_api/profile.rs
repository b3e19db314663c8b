//! The profile: four self-asserted values, replaced as a whole.

use super::world::World;
use serde_json::{Value, json};

const PROFILE: &str = "/api/v1/me/profile";

async fn put(world: &World, phone: &super::device::Device, body: &Value) -> super::call::Answer {
    world.send(world.call_as(phone, "PUT", PROFILE).json(body)).await
}

#[tokio::test]
async fn refuses_what_is_no_value_and_keeps_the_old_ones() {
    let world = World::new().await;
    let phone = world.phone().await;
    let before = put(&world, &phone, &json!({"email": "mina@mail.example"})).await.ok();
    for body in [
        json!({"preferred_name": ""}),
        json!({"preferred_name": "   "}),
        json!({"full_name": "a\nb"}),
        json!({"full_name": "n".repeat(201)}),
        json!({"email": "mina"}),
        json!({"email": "@mail.example"}),
        json!({"email": "a@b@c"}),
        json!({"email": "a b@mail.example"}),
        json!({"email_verified": true}),
        json!([null, null, null, null]),
        json!("x"),
    ] {
        assert_eq!(put(&world, &phone, &body).await.refusal(), (400, "invalid_request"), "{body}");
    }
    assert_eq!(world.get_as(&phone, PROFILE).await.ok(), before);
}

#[tokio::test]
async fn refuses_a_body_that_is_too_large_or_not_sent_as_json() {
    let world = World::new().await;
    let phone = world.phone().await;
    let large = world
        .call_as(&phone, "PUT", PROFILE)
        .raw(&format!("{{\"email\":\"{}\"}}", "a".repeat(65_536)));
    let answer = world.send(large).await;
    assert_eq!(answer.refusal(), (413, "too_large"));
    assert!(answer.header("DPoP-Nonce").is_some());
    let mut form = world
        .call_as(&phone, "PUT", PROFILE)
        .header("Content-Type", "application/x-www-form-urlencoded");
    form.body = "email=a%40b".into();
    assert_eq!(world.send(form).await.refusal(), (400, "invalid_request"));
}

#[tokio::test]
async fn no_account_reads_anothers_values() {
    let world = World::new().await;
    let (mina, other) = (world.phone().await, world.phone().await);
    put(
        &world,
        &mina,
        &json!({"email": "mina@mail.example", "phone_number": "+82 10 0000 0000"}),
    )
    .await
    .ok();
    assert_eq!(world.get_as(&other, PROFILE).await.ok()["email"], Value::Null);
}

#[tokio::test]
async fn replaces_all_values() {
    let world = World::new().await;
    let phone = world.phone().await;
    put(&world, &phone, &json!({"email": "mina@mail.example", "full_name": "Kim Mina"}))
        .await
        .ok();
    let answer = put(&world, &phone, &json!({"preferred_name": "미나", "full_name": null}))
        .await
        .ok();
    let expected = json!({"preferred_name": "미나", "full_name": null, "email": null, "email_verified": null, "phone_number": null});
    assert_eq!(answer, expected);
    assert_eq!(world.get_as(&phone, PROFILE).await.ok(), expected);
}
