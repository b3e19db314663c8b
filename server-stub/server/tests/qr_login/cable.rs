//! `/cable` as `@rails/actioncable` speaks to it.

use crate::support::{Answer, TestServer, read_head, wire, write_request};
use crate::world::{Browser, World, notes, text};
use logi_domain::client::ClientStatus;
use logi_domain::field::Field;
use logi_domain::id::SessionId;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A listening server with one started login.
struct Place {
    server: TestServer,
    browser: Browser,
    id: SessionId,
}

impl Place {
    async fn new() -> Self {
        let server = TestServer::start().await;
        server.app().store().insert_client(&notes(ClientStatus::Approved)).await.unwrap();
        let mut browser = Browser::open_at(server.app());
        let request = browser.request("POST", "/oauth/qr/start", Some(&crate::world::start_body()));
        let started = crate::world::send(&logi_server::http::router(server.app().clone()), request).await;
        browser.keep_all(&started);
        let id = crate::world::id_of(&started.json());
        Self { server, browser, id }
    }

    fn issuer(&self) -> String {
        self.server.app().issuer().to_owned()
    }

    /// The upgrade as the published client sends it, with headers changed; an empty value takes one out.
    async fn upgrade(&self, changes: &[(&str, &str)]) -> (Answer, BufReader<TcpStream>) {
        let (issuer, cookie) = (self.issuer(), self.browser.cookie_header());
        let mut headers = vec![
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Sec-WebSocket-Protocol", "actioncable-v1-json, actioncable-unsupported"),
            ("Origin", issuer.as_str()),
            ("Cookie", cookie.as_str()),
        ];
        for (name, value) in changes {
            headers.retain(|(key, _)| key != name);
            if !value.is_empty() {
                headers.push((name, value));
            }
        }
        let mut stream = TcpStream::connect(self.server.address()).await.unwrap();
        write_request(&mut stream, ("GET", "/cable"), &headers, b"").await;
        let mut stream = BufReader::new(stream);
        (read_head(&mut stream).await, stream)
    }

    async fn connect(&self) -> Socket {
        let (answer, stream) = self.upgrade(&[]).await;
        assert_eq!(answer.status, 101);
        assert_eq!(answer.header("sec-websocket-protocol"), Some("actioncable-v1-json"));
        assert_eq!(answer.header("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        let mut socket = Socket(stream);
        assert_eq!(socket.next().await.unwrap(), json!({"type": "welcome"}));
        socket
    }

    async fn subscribed(&self) -> (Socket, String) {
        let mut socket = self.connect().await;
        let identifier = identifier(self.id);
        socket.send(&json!({"command": "subscribe", "identifier": identifier})).await;
        assert_eq!(
            socket.next().await.unwrap(),
            json!({"identifier": identifier, "type": "confirm_subscription"})
        );
        (socket, identifier)
    }
}

fn identifier(id: SessionId) -> String {
    json!({"channel": "QrLoginChannel", "session_id": id.to_string()}).to_string()
}

/// The client's end of a WebSocket (RFC 6455 §5.2), text frames only.
struct Socket(BufReader<TcpStream>);

impl Socket {
    async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    async fn send_text(&mut self, text: &str) {
        let length = u16::try_from(text.len()).unwrap();
        let mut frame = vec![0x81];
        if length < 126 {
            frame.push(0x80 | length.to_be_bytes()[1]);
        } else {
            frame.push(0x80 | 0x7e);
            frame.extend(length.to_be_bytes());
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.0.get_mut().write_all(&frame).await.unwrap();
    }

    /// The next message but pings; `None` where the server closes.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let message = self.any().await?;
            if message["type"] != "ping" {
                return Some(message);
            }
        }
    }

    async fn any(&mut self) -> Option<Value> {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).await.ok()?;
        let length = match head[1] {
            126 => usize::from(self.0.read_u16().await.unwrap()),
            length => usize::from(length),
        };
        let mut payload = vec![0; length];
        self.0.read_exact(&mut payload).await.unwrap();
        match head[0] {
            0x81 => Some(serde_json::from_slice(&payload).unwrap()),
            0x88 => None,
            opcode => panic!("opcode {opcode:x}"),
        }
    }
}

#[tokio::test]
async fn there_is_nothing_here_for_another_origin_or_another_browser() {
    let place = Place::new().await;
    let mut cookies = place.browser.clone();
    cookies.cookies.remove("qr_browser_nonce");
    let without_nonce = cookies.cookie_header();
    let stranger = Browser::open_at(place.server.app()).cookie_header();
    let issuer = place.issuer();
    for changes in [
        ("Origin", ""),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://localhost:1"),
        ("Origin", &format!("{issuer}/")),
        ("Cookie", ""),
        ("Cookie", without_nonce.as_str()),
        ("Cookie", stranger.as_str()),
        ("Sec-WebSocket-Protocol", ""),
        ("Sec-WebSocket-Protocol", "graphql-ws"),
        ("Upgrade", ""),
    ] {
        assert_eq!(place.upgrade(&[changes]).await.0.status, 404, "{changes:?}");
    }
    place.server.stop().await;
}

#[tokio::test]
async fn a_subscription_that_is_not_ones_own_is_rejected_with_the_bytes_as_sent() {
    let place = Place::new().await;
    let mut socket = place.connect().await;
    let mine = place.id.to_string();
    for identifier in [
        identifier(SessionId::new(uuid::Uuid::nil())),
        r#"{"channel":"ChatChannel"}"#.to_owned(),
        format!(r#"{{"channel":"ChatChannel","session_id":"{mine}"}}"#),
        format!(r#"{{ "session_id" : "{}", "channel" : "QrLoginChannel" }}"#, mine.to_uppercase()),
        r#"{"channel":"QrLoginChannel","session_id":5}"#.to_owned(),
        "x".to_owned(),
        String::new(),
    ] {
        socket.send(&json!({"command": "subscribe", "identifier": identifier})).await;
        assert_eq!(
            socket.next().await.unwrap(),
            json!({"type": "reject_subscription", "identifier": identifier})
        );
    }
    place.server.stop().await;
}

#[tokio::test]
async fn one_session_in_ever_new_spellings_is_subscribed_sixteen_times_at_most() {
    let place = Place::new().await;
    let mut socket = place.connect().await;
    let mut answers = Vec::new();
    for spaces in 0..17 {
        let identifier = format!("{}{}", identifier(place.id), " ".repeat(spaces));
        socket.send(&json!({"command": "subscribe", "identifier": identifier})).await;
    }
    while answers.len() < 17 {
        let answer = socket.next().await.unwrap();
        if let Some(kind) = answer["type"].as_str() {
            answers.push(kind.to_owned());
        }
    }
    assert_eq!(answers.pop().unwrap(), "reject_subscription");
    assert!(answers.iter().all(|kind| kind == "confirm_subscription"), "{answers:?}");
    assert_eq!(place.server.app().hub().waiting(), 16);
    place.server.stop().await;
}

#[tokio::test]
async fn what_is_no_command_is_ignored_and_too_much_ends_the_socket() {
    let place = Place::new().await;
    let mut socket = place.connect().await;
    for text in ["", "x", "{}", r#"{"command":"message","identifier":"x","data":"{}"}"#] {
        socket.send_text(text).await;
    }
    socket.send(&json!({"command": "subscribe", "identifier": "x"})).await;
    assert_eq!(socket.next().await.unwrap()["type"], "reject_subscription");
    socket.send_text(&"x".repeat(5000)).await;
    assert_eq!(socket.next().await, None);
    place.server.stop().await;
}

#[tokio::test]
async fn a_subscriber_hears_each_change_and_the_end() {
    let place = Place::new().await;
    let app = place.server.app().clone();
    let (mut socket, identifier) = place.subscribed().await;
    let world = World::beside(&app).await;
    let message = |object: &Value| json!({"identifier": identifier, "message": object});
    let status = socket.next().await.unwrap();
    assert_eq!(status, message(&status["message"]));
    assert_eq!(status["message"]["status"], "pending");
    socket.send(&json!({"command": "subscribe", "identifier": identifier})).await;
    world.scan(place.id).await;
    let scanned = socket.next().await.unwrap();
    assert_eq!(
        scanned,
        message(&scanned["message"]),
        "a second subscription to the same channel is not answered"
    );
    assert_eq!(
        (&scanned["message"]["status"], &scanned["message"]["words"]),
        (&json!("scanned"), &json!(["you", "water"]))
    );
    world.approve(place.id, &[Field::Email]).await;
    let approved = socket.next().await.unwrap();
    assert_eq!(approved["message"]["status"], "approved");
    assert!(approved["message"]["challenge"].is_string());
    let proof = place.browser.proof(&place.issuer(), place.id, &crate::world::challenge());
    let path = format!("/oauth/qr/{}/complete?proof={proof}", place.id);
    let cookie = place.browser.cookie_header();
    assert_eq!(place.server.send("GET", &path, &[("Cookie", &cookie)], b"").await.status, 302);
    assert_eq!(socket.next().await.unwrap()["message"]["status"], "completed");
    assert_eq!(socket.next().await.unwrap(), golden("after a terminal status"));
    assert_eq!(socket.next().await, None);
    place.server.stop().await;
}

#[tokio::test]
async fn an_identifier_in_its_own_spelling_is_repeated_as_it_is() {
    let place = Place::new().await;
    let mut socket = place.connect().await;
    let identifier = format!(r#"{{"session_id": "{}",  "channel": "QrLoginChannel"}}"#, place.id);
    socket.send(&json!({"command": "subscribe", "identifier": identifier})).await;
    assert_eq!(
        socket.next().await.unwrap(),
        json!({"identifier": identifier, "type": "confirm_subscription"})
    );
    assert_eq!(socket.next().await.unwrap()["identifier"], identifier.as_str());
    place.server.stop().await;
}

#[tokio::test]
async fn nothing_is_heard_after_unsubscribing() {
    let place = Place::new().await;
    let (mut socket, identifier) = place.subscribed().await;
    socket.next().await.unwrap();
    socket.send(&json!({"command": "unsubscribe", "identifier": identifier})).await;
    socket.send(&json!({"command": "subscribe", "identifier": "x"})).await;
    assert_eq!(socket.next().await.unwrap()["type"], "reject_subscription");
    World::beside(place.server.app()).await.scan(place.id).await;
    assert_eq!(place.server.app().hub().waiting(), 0);
    place.server.stop().await;
}

#[tokio::test]
async fn a_server_that_stops_asks_the_client_to_come_back() {
    let place = Place::new().await;
    let (mut socket, _) = place.subscribed().await;
    socket.next().await.unwrap();
    let (stopped, last) = tokio::join!(place.server.stop(), socket.next());
    drop(stopped);
    assert_eq!(last.unwrap(), golden("server restarts"));
    assert_eq!(socket.next().await, None);
}

#[tokio::test]
async fn a_ping_tells_the_servers_second() {
    let place = Place::new().await;
    let mut socket = place.connect().await;
    let ping = socket.any().await.unwrap();
    let now = place.server.app().now().seconds().0;
    assert_eq!(ping, json!({"type": "ping", "message": now}));
    place.server.stop().await;
}

fn golden(name: &str) -> Value {
    let golden = wire("cable.json");
    let messages = golden["messages"].as_array().unwrap();
    messages.iter().find(|message| text(&message["name"]) == name).unwrap()["message"].clone()
}
