//! HTTP/1.1 in the least memory: ten thousand of these wait at once.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub struct Connection(BufReader<TcpStream>);

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// What a browser sends back after this answer.
    pub fn cookies(&self) -> String {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        let pairs: Vec<&str> = set.filter_map(|(_, value)| value.split(';').next()).collect();
        pairs.join("; ")
    }
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::with_capacity(1024, stream)))
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, line: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Answer> {
        self.write(line, headers, body).await?;
        let mut answer = self.head().await?;
        let length = answer.headers.iter().find(|(name, _)| name == "content-length");
        let mut body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)];
        self.0.read_exact(&mut body).await?;
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    /// Opens an event stream and reads its first event.
    pub async fn listen(&mut self, path: &str, cookies: &str) -> io::Result<String> {
        self.write(&format!("GET {path}"), &[("Cookie", cookies)], "").await?;
        let head = self.head().await?;
        if head.status == 200 {
            self.event().await
        } else {
            Err(io::Error::other(format!("{path} answered {}", head.status)))
        }
    }

    /// The next event's data; comments and chunk sizes are passed over.
    pub async fn event(&mut self) -> io::Result<String> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Ok(data.to_owned());
            }
        }
    }

    async fn write(&mut self, line: &str, headers: &[(&str, &str)], body: &str) -> io::Result<()> {
        let mut request = format!("{line} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\n");
        for (name, value) in headers {
            request.push_str(name);
            request.push_str(": ");
            request.push_str(value);
            request.push_str("\r\n");
        }
        if line.starts_with("POST") {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.0.write_all(request.as_bytes()).await
    }

    async fn head(&mut self) -> io::Result<Answer> {
        let mut line = String::new();
        self.0.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| io::Error::other("no status line"))?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
                None => break,
            }
        }
        Ok(Answer {
            status,
            headers,
            body: String::new(),
        })
    }
}
