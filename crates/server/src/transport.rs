//! The two ends of the line: standard input that tells when it has ended, and the client's process,
//! which may be gone without closing it. Must never know: the protocol.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::Notify;

/// How often it is looked whether the client still lives.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// An input that says when it has ended.
pub struct Input<R> {
    inner: R,
    ended: Arc<Notify>,
}

impl<R> Input<R> {
    /// Wraps an input; `ended` is notified once.
    pub fn new(inner: R, ended: Arc<Notify>) -> Input<R> {
        Input { inner, ended }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Input<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(context, buffer);
        let is_over = match &result {
            Poll::Ready(Ok(())) => buffer.filled().len() == before && buffer.remaining() > 0,
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        if is_over {
            self.ended.notify_one();
        }
        result
    }
}

/// Waits until a process is gone. Never ends where that cannot be seen.
pub async fn process_ends(id: u32) {
    if !is_alive(id) {
        // It lives elsewhere (in another container): its absence here means nothing.
        return std::future::pending().await;
    }
    while is_alive(id) {
        tokio::time::sleep(HEARTBEAT).await;
    }
}

#[cfg(unix)]
fn is_alive(id: u32) -> bool {
    let Some(process) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) else {
        return false;
    };
    // Not being allowed to signal it means that it is there.
    rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    false
}
