//! A panic ends the call that it happens in, and nothing else.

use std::mem::ManuallyDrop;

use uniffi::{Lift, RustCallStatus, RustCallStatusCode};

use super::phone::{Phone, granted};
use super::platform::{Lie, Trouble};
use crate::UniFfiTag;

#[test]
fn a_panic_in_an_export_is_an_error_to_every_language() {
    let mut status = RustCallStatus::default();
    crate::uniffi_logi_bindings_fn_func_panic_probe(&mut status);
    assert_eq!(status.code, RustCallStatusCode::UnexpectedError);
    let told = <String as Lift<UniFfiTag>>::try_lift(ManuallyDrop::into_inner(status.error_buf)).unwrap();
    assert_eq!(told, "the panic probe");
}

#[tokio::test]
async fn a_login_goes_on_after_a_panic_under_its_approval() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    let panics = async |meet: &dyn Fn()| {
        meet();
        let flow = flow.clone();
        let approving = tokio::spawn(async move { flow.approve(granted()).await });
        assert!(approving.await.unwrap_err().is_panic());
        phone.keys.tell(None);
        phone.store.meet(None);
        assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
    };
    panics(&|| phone.keys.tell(Some(Lie::Panic))).await;
    panics(&|| phone.store.meet(Some(Trouble::PanicsToSave))).await;
    assert_eq!(phone.keys.running(), 0);

    phone.answer_at_last(&flow).await;
}
