//! A question about one document: work that wants to see the document analysed.
//! Must never know: what is asked.

use tokio::sync::oneshot;

use crate::ready::View;

/// A question, with the way back for its answer.
pub struct Ask {
    work: Box<dyn FnOnce(&View) + Send>,
    is_gone: Box<dyn Fn() -> bool + Send>,
}

impl Ask {
    /// A question and where its answer will arrive. If it is never answered (the document is not
    /// open, the work panicked) the receiver sees an error.
    pub fn new<T: Send + 'static>(
        work: impl FnOnce(&View) -> T + Send + 'static,
    ) -> (Ask, oneshot::Receiver<T>) {
        let (reply, answer) = oneshot::channel();
        let reply = std::sync::Arc::new(std::sync::Mutex::new(Some(reply)));
        let watched = std::sync::Arc::clone(&reply);
        let is_gone = move || {
            let reply = watched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            reply.as_ref().is_none_or(oneshot::Sender::is_closed)
        };
        let work = move |view: &View| {
            let sender = reply.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            if let Some(sender) = sender.filter(|sender| !sender.is_closed()) {
                let _ = sender.send(work(view));
            }
        };
        (Ask { work: Box::new(work), is_gone: Box::new(is_gone) }, answer)
    }

    /// Whether the client does not want the answer any more.
    pub fn is_gone(&self) -> bool {
        (self.is_gone)()
    }

    /// Does the work.
    pub fn run(self, view: &View) {
        (self.work)(view);
    }
}
