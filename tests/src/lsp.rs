//! A small client of the Language Server Protocol that can drive any server.
//!
//! It answers the server's requests as an editor would, unless it is told to be silent, and keeps
//! what arrives until someone asks for it.

use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long to wait for a message before the test fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a session begins.
pub struct Setup {
    command: Vec<String>,
    directory: Option<PathBuf>,
    capabilities: Value,
    folders: Vec<String>,
    options: Value,
    process_id: Value,
    is_silent: bool,
    settings: Value,
}

impl Default for Setup {
    fn default() -> Self {
        Setup::command(&[&crate::binary::path().display().to_string(), "lsp"])
    }
}

impl Setup {
    /// Another server: its program and arguments.
    pub fn command(command: &[&str]) -> Setup {
        Setup {
            command: command.iter().map(|word| (*word).to_owned()).collect(),
            directory: None,
            capabilities: json!({}),
            folders: Vec::new(),
            options: Value::Null,
            process_id: Value::Null,
            is_silent: false,
            settings: Value::Null,
        }
    }

    /// The directory that the server is started in; some look for their configuration there.
    #[must_use]
    pub fn directory(mut self, path: &Path) -> Setup {
        self.directory = Some(path.to_owned());
        self
    }

    /// What the client can do.
    #[must_use]
    pub fn capabilities(mut self, capabilities: Value) -> Setup {
        self.capabilities = capabilities;
        self
    }

    /// One more folder of the workspace.
    #[must_use]
    pub fn folder(mut self, path: &Path) -> Setup {
        self.folders.push(uri(path));
        self
    }

    /// `initializationOptions`.
    #[must_use]
    pub fn options(mut self, options: Value) -> Setup {
        self.options = options;
        self
    }

    /// The process whose end is the client's.
    #[must_use]
    pub fn process(mut self, id: u32) -> Setup {
        self.process_id = json!(id);
        self
    }

    /// No request of the server is answered.
    #[must_use]
    pub fn silent(mut self) -> Setup {
        self.is_silent = true;
        self
    }

    /// What `workspace/configuration` is answered with.
    #[must_use]
    pub fn settings(mut self, settings: Value) -> Setup {
        self.settings = settings;
        self
    }

    /// Starts the server and initializes it.
    ///
    /// # Panics
    /// When it cannot be started or does not answer.
    pub fn start(self) -> Client {
        Client::begin(self)
    }
}

/// The URI of a file or folder.
pub fn uri(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = text.replace('%', "%25").replace(' ', "%20");
    if text.starts_with('/') { format!("file://{text}") } else { format!("file:///{text}") }
}

/// A notification.
pub fn notification(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

/// The notification that opens a document at version 0.
pub fn opening(uri: &str, language: &str, text: &str) -> Value {
    let item = json!({ "uri": uri, "languageId": language, "version": 0, "text": text });
    notification("textDocument/didOpen", json!({ "textDocument": item }))
}

/// The notification that changes a document.
pub fn changing(uri: &str, version: i64, changes: &[Value]) -> Value {
    let document = json!({ "uri": uri, "version": version });
    let params = json!({ "textDocument": document, "contentChanges": changes });
    notification("textDocument/didChange", params)
}

/// A server process and the client's end of it.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next_id: i64,
    kept: Vec<Value>,
    is_silent: bool,
    settings: Value,
    /// What the server can do.
    pub server: Value,
    /// Time from the start of the process to the answer of `initialize`.
    pub initialized_in: Duration,
}

#[expect(clippy::expect_used, reason = "a test has nothing to go on with")]
impl Client {
    /// Starts `stockade lsp` and initializes it with these client capabilities.
    pub fn start(capabilities: Value) -> Client {
        Setup::default().capabilities(capabilities).start()
    }

    fn begin(setup: Setup) -> Client {
        let begun = Instant::now();
        let mut command = Command::new(&setup.command[0]);
        if let Some(directory) = &setup.directory {
            command.current_dir(directory);
        }
        let mut child = command
            .args(&setup.command[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let stdout = child.stdout.take().expect("its output is ours");
        let stdin = child.stdin.take();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut client = Client {
            child,
            stdin,
            messages,
            next_id: 0,
            kept: Vec::new(),
            is_silent: setup.is_silent,
            settings: setup.settings,
            server: Value::Null,
            initialized_in: Duration::ZERO,
        };
        let folders: Vec<Value> =
            setup.folders.iter().map(|uri| json!({ "uri": uri, "name": uri })).collect();
        let mut params = json!({
            "processId": setup.process_id,
            "rootUri": setup.folders.first(),
            "capabilities": setup.capabilities,
            "initializationOptions": setup.options,
        });
        if !folders.is_empty() {
            params["workspaceFolders"] = json!(folders);
        }
        let answer = client.request("initialize", params);
        client.initialized_in = begun.elapsed();
        client.server = answer["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends a message as it is.
    ///
    /// # Panics
    /// When the server does not read.
    pub fn send(&mut self, message: &Value) {
        self.send_at_once(std::slice::from_ref(message));
    }

    /// Sends messages in one piece, so that the server has all of them when it reads the first.
    ///
    /// # Panics
    /// When the server does not read.
    pub fn send_at_once(&mut self, messages: &[Value]) {
        let mut bytes = String::new();
        for message in messages {
            let body = message.to_string();
            bytes.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        }
        let stdin = self.stdin.as_mut().expect("the server's input is open");
        stdin.write_all(bytes.as_bytes()).expect("the server reads");
        stdin.flush().expect("the server reads");
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&notification(method, params));
    }

    /// Sends a request and gives its id, without waiting.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == json!(id) && message["method"].is_null())
    }

    /// Sends a request and waits for its result.
    ///
    /// # Panics
    /// When the answer is an error or does not come.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Waits for a message, keeping others.
    ///
    /// # Panics
    /// When it does not come.
    pub fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        self.wait_for(PATIENCE, wanted).expect("the server sends it in time")
    }

    /// Waits for a message that may not come.
    pub fn wait_for(
        &mut self,
        patience: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return Some(self.kept.remove(at));
        }
        let end = Instant::now() + patience;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = match self.messages.recv_timeout(left) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            };
            self.reply(&message);
            if wanted(&message) {
                return Some(message);
            }
            self.kept.push(message);
        }
    }

    /// Everything of a method that has arrived and nobody has asked for.
    pub fn arrived(&mut self, method: &str) -> Vec<Value> {
        while let Ok(message) = self.messages.try_recv() {
            self.reply(&message);
            self.kept.push(message);
        }
        let mut out = Vec::new();
        self.kept.retain(|message| {
            let is_wanted = message["method"] == method;
            if is_wanted {
                out.push(message.clone());
            }
            !is_wanted
        });
        out
    }

    /// Answers a request of the server as an editor would.
    fn reply(&mut self, message: &Value) {
        if self.is_silent || message["id"].is_null() || message["method"].is_null() {
            return;
        }
        let result = match message["method"].as_str().unwrap_or_default() {
            "workspace/configuration" => {
                let items = message["params"]["items"].as_array().map_or(1, Vec::len);
                json!(vec![self.settings.clone(); items])
            }
            "workspace/applyEdit" => json!({ "applied": true }),
            _ => Value::Null,
        };
        self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
    }

    /// Changes what `workspace/configuration` is answered with.
    pub fn set_settings(&mut self, settings: Value) {
        self.settings = settings;
    }

    /// Opens a document at version 0.
    pub fn open(&mut self, uri: &str, language: &str, text: &str) {
        self.send(&opening(uri, language, text));
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Sends one incremental change; places are `(line, UTF-16 column)`.
    pub fn change(
        &mut self,
        uri: &str,
        version: i64,
        from: (u32, u32),
        to: (u32, u32),
        text: &str,
    ) {
        let range = json!({
            "start": { "line": from.0, "character": from.1 },
            "end": { "line": to.0, "character": to.1 },
        });
        self.changes(uri, version, &[json!({ "range": range, "text": text })]);
    }

    /// Sends several content changes in one notification.
    pub fn changes(&mut self, uri: &str, version: i64, changes: &[Value]) {
        self.send(&changing(uri, version, changes));
    }

    /// Waits for the diagnostics of a version of a document.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        self.published(uri, |params| params["version"] == version)
    }

    /// Waits for published diagnostics of a document that are as wanted.
    pub fn published(&mut self, uri: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && wanted(&message["params"])
        });
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// Asks for the code actions of a range of a document.
    pub fn actions(&mut self, uri: &str, range: &Value) -> Vec<Value> {
        let params = json!({
            "textDocument": { "uri": uri },
            "range": range,
            "context": { "diagnostics": [] },
        });
        self.request("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
    }

    /// Closes the server's input without a word; answers whether it ended within `patience`.
    pub fn vanish(mut self, patience: Duration) -> bool {
        self.stdin = None;
        self.has_ended(patience)
    }

    /// Whether the process ends within `patience`.
    pub fn has_ended(&mut self, patience: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads one message; none when the server has closed its output.
pub fn read(reader: &mut impl std::io::BufRead) -> Option<Value> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
