//! What the network adapter refuses, against a server on this machine that speaks bytes.

use http::{HeaderMap, Method};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// Answers one connection with `answer` and closes it.
async fn serve(answer: Vec<u8>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(&answer).await;
        let _ = stream.shutdown().await;
    });
    Url::parse(&format!("http://{address}/path")).unwrap()
}

async fn get(url: Url) -> Result<HttpResponse, HttpError> {
    let request = HttpRequest {
        method: Method::GET,
        url,
        headers: HeaderMap::new(),
        body: Zeroizing::default(),
    };
    ReqwestHttp::new().unwrap().send(request).await
}

#[tokio::test]
async fn refuses_plain_http_to_another_machine_before_any_connection() {
    for address in [
        "http://login.example/",
        "http://192.0.2.1/",
        "http://127.0.0.1.example/",
        "ftp://localhost/",
        "http://[2001:db8::1]/",
    ] {
        assert_eq!(
            get(Url::parse(address).unwrap()).await.err(),
            Some(HttpError::NotSecure),
            "{address}"
        );
    }
}

#[tokio::test]
async fn refuses_a_server_without_a_trusted_certificate() {
    let mut url = serve(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()).await;
    url.set_scheme("https").unwrap();
    assert_eq!(get(url).await.err(), Some(HttpError::NotTrusted));
}

#[tokio::test]
async fn follows_no_redirect() {
    let url = serve(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n".to_vec()).await;
    let answer = get(url).await.unwrap();
    assert_eq!(answer.status, 302);
}

#[tokio::test]
async fn refuses_an_answer_that_is_too_large() {
    let announced = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", MAX_ANSWER + 1);
    assert_eq!(get(serve(announced.into_bytes()).await).await.err(), Some(HttpError::TooLarge));
    let mut unannounced = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    unannounced.resize(unannounced.len() + MAX_ANSWER + 1, b' ');
    assert_eq!(get(serve(unannounced).await).await.err(), Some(HttpError::TooLarge));
}

#[tokio::test]
async fn tells_an_interrupted_answer_from_a_server_that_is_not_there() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".to_vec();
    assert_eq!(get(serve(cut).await).await.err(), Some(HttpError::Interrupted));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    assert_eq!(get(url).await.err(), Some(HttpError::Unreachable));
}

#[tokio::test]
async fn gives_status_headers_and_body() {
    let url = serve(b"HTTP/1.1 409 Conflict\r\nDPoP-Nonce: n\r\nContent-Length: 2\r\n\r\n{}".to_vec()).await;
    let answer = get(url).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (409, b"{}".as_slice()));
    assert_eq!(answer.headers.get("dpop-nonce").unwrap(), "n");
}
