use super::*;
use axum::body::Body;
use http::Request;
use tower::ServiceExt;

fn panel(locale: Locale) -> LoginPanel<'static> {
    LoginPanel {
        locale,
        client_name: "Northwind Books",
        client_domain: "northwind.example",
        issuer_origin: "https://api.1pass.dev",
        csrf_token: "csrf-token-value",
        authorize: r#"{"client_id":"logi_1","state":"a\"b"}"#,
        cancel_url: "https://northwind.example/cb?error=access_denied&state=x",
        switch_language_url: "/oauth/authorize?client_id=logi_1&ui_locales=ko",
        same_device: true,
        dev: false,
        frame_grace_seconds: 5,
    }
}

fn every_page(locale: Locale) -> Vec<String> {
    let error = |kind| {
        error_page(
            locale,
            &ErrorPage {
                kind,
                request_id: "5f0c1d3e",
                retry_after_seconds: Some(60),
            },
        )
    };
    let mut pages: Vec<String> = ErrorKind::ALL.into_iter().map(error).collect();
    pages.push(login_panel(&panel(locale)));
    pages.push(login_panel(&LoginPanel {
        dev: true,
        frame_grace_seconds: 120,
        ..panel(locale)
    }));
    pages.push(session_new_without_request(locale));
    pages.push(qr_landing(locale));
    pages.push(here_landing(locale));
    for session in [None, Some("7c9e6679-7425-40de-944b-e07fc1f90ae7")] {
        pages.push(return_page(&ReturnPage {
            locale,
            issuer_origin: "https://api.1pass.dev",
            session,
        }));
    }
    pages
}

#[test]
fn a_page_cannot_be_framed_and_loads_nothing_from_elsewhere() {
    let response = page(StatusCode::OK, String::new());
    let headers = response.headers();
    let policy = headers["content-security-policy"].to_str().unwrap();
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ] {
        assert!(policy.split("; ").any(|found| found == directive), "{directive} in {policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(headers["x-frame-options"], "DENY");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(headers["x-content-type-options"], "nosniff");
}

#[test]
fn no_page_holds_inline_code_or_another_origin() {
    for html in [Locale::En, Locale::Ko].into_iter().flat_map(every_page) {
        for script in html.split("<script").skip(1) {
            let (tag, rest) = script.split_once('>').unwrap();
            assert!(tag.contains("src=\"/assets/"), "{tag}");
            assert!(!tag.contains("module"), "{tag}");
            assert!(rest.starts_with("</script>"));
        }
        assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick="));
        for source in html
            .split("src=\"")
            .skip(1)
            .chain(html.split("<link rel=\"stylesheet\" href=\"").skip(1))
        {
            assert!(source.starts_with("/assets/"), "{source:.40}");
        }
        assert!(!html.contains("{app}") && !html.contains("{grace}"));
    }
}

#[test]
fn markup_in_what_an_application_says_stays_text() {
    let html = login_panel(&LoginPanel {
        client_name: "<img src=x onerror=alert(1)>",
        ..panel(Locale::En)
    });
    assert!(!html.contains("<img"));
    assert!(html.contains("&#60;img"));
}

#[test]
fn the_authorize_request_and_the_csrf_token_reach_the_script() {
    let html = login_panel(&panel(Locale::En));
    assert!(html.contains(r#"<meta name="csrf-token" content="csrf-token-value">"#));
    assert!(html.contains("data-authorize=\"{&#34;client_id&#34;:&#34;logi_1&#34;"));
    assert!(html.contains(r#"data-issuer="https://api.1pass.dev""#));
}

#[test]
fn the_app_of_this_device_is_offered_where_a_link_host_is_configured_only() {
    let offered = login_panel(&panel(Locale::En));
    assert!(offered.contains("Open logi on this device</button>") && offered.contains("data-part=\"here-link\""));
    let without = login_panel(&LoginPanel {
        same_device: false,
        ..panel(Locale::En)
    });
    assert!(!without.contains("Open logi on this device") && !without.contains("data-act=\"here\""));
}

#[test]
fn the_return_page_hands_its_script_the_login_in_the_browser_that_started_it_only() {
    let session = Some("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    let page = |session| {
        return_page(&ReturnPage {
            locale: Locale::En,
            issuer_origin: "https://api.1pass.dev",
            session,
        })
    };
    let own = page(session);
    assert!(own.contains(assets::RETURN) && own.contains("data-session=\"7c9e6679"));
    let other = page(None);
    assert!(other.contains("Go back to where you started") && !other.contains("data-session"));
    assert!(other.contains(assets::LANDING), "the fragment is removed there too");
}

#[test]
fn the_code_text_can_be_copied_in_development_only() {
    let production = login_panel(&panel(Locale::En));
    assert!(!production.contains("Copy code text</button>") && !production.contains("Development mode"));
    let development = login_panel(&LoginPanel {
        dev: true,
        frame_grace_seconds: 120,
        ..panel(Locale::En)
    });
    assert!(development.contains("Copy code text</button>"));
    assert!(development.contains("can be used for 2 minutes"));
}

#[test]
fn an_error_page_says_what_happened_and_its_reference_with_the_kinds_own_status() {
    let html = error_page(
        Locale::En,
        &ErrorPage {
            kind: ErrorKind::OtherBrowser,
            request_id: "5f0c1d3e",
            retry_after_seconds: None,
        },
    );
    assert!(html.contains("This login belongs to another browser"));
    assert!(html.contains("5f0c1d3e"));
    let statuses: Vec<u16> = ErrorKind::ALL.into_iter().map(|kind| kind.status().as_u16()).collect();
    assert_eq!(statuses, [400, 400, 400, 400, 400, 400, 404, 409, 500, 503]);
}

#[test]
fn a_visitor_of_a_busy_server_learns_how_long_to_wait() {
    let busy = |locale| {
        error_page(
            locale,
            &ErrorPage {
                kind: ErrorKind::Unavailable,
                request_id: "r",
                retry_after_seconds: Some(42),
            },
        )
    };
    assert!(busy(Locale::En).contains("again in 42 seconds"));
    assert!(busy(Locale::Ko).contains("42초 뒤에"));
}

#[test]
fn the_language_is_the_applications_wish_then_the_browsers() {
    for (ui_locales, accept_language, expected) in [
        (None, None, Locale::En),
        (Some("ko"), Some("en-GB,en;q=0.9"), Locale::Ko),
        (Some("fr en"), Some("ko"), Locale::En),
        (Some("fr"), Some("ko-KR,ko;q=0.9,en;q=0.8"), Locale::Ko),
        (None, Some("en;q=0.5, ko;q=0.7"), Locale::Ko),
        (None, Some("KO"), Locale::Ko),
        (None, Some("ko;q=0, en;q=0.1"), Locale::En),
        (None, Some("ko;q=0"), Locale::En),
        (None, Some("ko;q=2"), Locale::En),
        (None, Some("de, *"), Locale::En),
    ] {
        assert_eq!(
            negotiate(ui_locales, accept_language),
            expected,
            "{ui_locales:?} {accept_language:?}"
        );
    }
}

#[test]
fn every_bundled_file_is_named_by_its_bytes_and_has_a_media_type() {
    assert!(assets::all().len() >= 4);
    for asset in assets::all() {
        assert!(!asset.bytes.is_empty(), "{}", asset.name);
        assert!(asset.name.split(['-', '.']).any(|part| part.len() == 16), "{}", asset.name);
        assert!(asset.content_type.contains('/'));
    }
}

async fn answer_to(request: http::request::Builder) -> Response {
    routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text_of(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_code_opened_as_a_link_shows_what_to_install_in_the_readers_language() {
    let korean = answer_to(Request::get("/qr").header("accept-language", "ko-KR,ko;q=0.9")).await;
    assert_eq!(korean.status(), 200);
    assert_eq!(korean.headers()["content-security-policy"], CONTENT_SECURITY_POLICY);
    let html = text_of(korean).await;
    assert!(html.contains("<html lang=\"ko\">") && html.contains("logi 앱을 설치하세요"));
    assert!(html.contains(assets::LANDING));
    let english = text_of(answer_to(Request::get("/qr?ui_locales=en").header("accept-language", "ko")).await).await;
    assert!(english.contains("Install the logi app"));
}

#[tokio::test]
async fn a_same_device_link_without_the_app_shows_what_to_install() {
    let html = text_of(answer_to(Request::get("/here").header("accept-language", "en")).await).await;
    assert!(html.contains("Install the logi app") && html.contains("nothing was shared"));
    assert!(html.contains(assets::LANDING));
}

#[tokio::test]
async fn a_bundled_file_may_be_kept_for_ever_and_an_unknown_one_is_not_there() {
    let script = answer_to(Request::get(assets::LOGIN)).await;
    assert_eq!(script.status(), 200);
    assert_eq!(script.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(script.headers()["content-type"], "text/javascript;charset=utf-8");
    assert_eq!(answer_to(Request::get("/assets/login.js")).await.status(), 404);
}
