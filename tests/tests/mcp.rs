//! `stockade mcp` with real clients: the official SDKs for Rust and for TypeScript.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use rmcp::service::{RoleClient, RunningService};
use rmcp::transport::TokioChildProcess;
use serde_json::{Value, json};
use stockade_tests::binary;

const INSECURE: &str = "const agent = new https.Agent({ rejectUnauthorized: false });\n";
const SECURE: &str = "const agent = new https.Agent({ rejectUnauthorized: true });\n";

async fn client(folder: &Path) -> RunningService<RoleClient, ()> {
    let mut command = tokio::process::Command::new(binary::path());
    command.arg("mcp").current_dir(folder);
    ().serve(TokioChildProcess::new(command).unwrap()).await.unwrap()
}

async fn call(client: &RunningService<RoleClient, ()>, tool: &'static str, args: Value) -> Value {
    let args = args.as_object().cloned().unwrap();
    let request = CallToolRequestParams::new(tool).with_arguments(args);
    let result = client.call_tool(request).await.unwrap();
    let result = serde_json::to_value(result).unwrap();
    assert_ne!(result["isError"], true, "{tool}: {result}");
    result["structuredContent"].clone()
}

#[tokio::test]
async fn code_is_verified_and_fixed() {
    let folder = tempfile::tempdir().unwrap();
    let client = client(folder.path()).await;
    let code = json!({ "code": INSECURE, "file_name": "client.js" });
    let verified = call(&client, "verify_code", code.clone()).await;
    assert_eq!(verified["ok"], false);
    assert_eq!(verified["steps"].as_array().unwrap().len(), 4);
    assert_eq!(verified["findings"][0]["rule"], "tls-verification-disabled");
    assert_eq!(verified["findings"][0]["line"], 1);
    assert_eq!(verified["findings"][0]["fix"]["safe"], true);
    assert_eq!(verified["fixed_code"], SECURE);
    let fixed = call(&client, "fix_code", code).await;
    assert_eq!(fixed["code"], SECURE);
    assert_eq!(fixed["applied"], 1);
    let clean = json!({ "code": SECURE, "file_name": "client.js" });
    assert_eq!(call(&client, "verify_code", clean).await["ok"], true);
    client.cancel().await.unwrap();
}

/// A limiter in another file of the project is seen.
#[tokio::test]
async fn steps_look_at_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let app = "const express = require('express');\nconst app = express();\napp.listen(80);\n";
    let limiter = "module.exports = require('express-rate-limit').rateLimit({ max: 100 });\n";
    let code = json!({ "code": app, "file_name": "app.js" });
    let alone = client(folder.path()).await;
    let verified = call(&alone, "verify_code", code.clone()).await;
    assert_eq!(verified["steps"][2]["verdict"], "fail", "{verified}");
    assert_eq!(verified["steps"][2]["problems"][0]["line"], 2);
    alone.cancel().await.unwrap();
    let made = Command::new("git").args(["init", "-q"]).current_dir(folder.path()).status();
    assert!(made.is_ok_and(|status| status.success()));
    fs::write(folder.path().join("limiter.js"), limiter).unwrap();
    let project = client(folder.path()).await;
    let verified = call(&project, "verify_code", code).await;
    assert_eq!(verified["steps"][2]["verdict"], "pass", "{verified}");
    assert_eq!(verified["steps"][2]["evidence"][0]["path"], "limiter.js");
    project.cancel().await.unwrap();
}

#[tokio::test]
async fn paths_are_checked_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("client.js"), INSECURE).unwrap();
    let client = client(folder.path()).await;
    let checked = call(&client, "check_paths", json!({ "paths": ["."] })).await;
    assert_eq!(checked["files"], 1);
    assert_eq!(checked["findings"][0]["path"], "client.js");
    assert_eq!(checked["more"], 0);
    let missing = call(&client, "check_paths", json!({ "paths": ["gone.js"] })).await;
    assert!(missing["problems"][0].as_str().unwrap().contains("gone.js"), "{missing}");
    assert_eq!(fs::read_to_string(folder.path().join("client.js")).unwrap(), INSECURE);
    client.cancel().await.unwrap();
}

/// The client of the TypeScript SDK, in the version that `tests/mcp/package-lock.json` pins; none
/// where there is no node.
fn typescript_client() -> Option<PathBuf> {
    let has = |program: &str| {
        Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success())
    };
    if !has("node") || !has("npm") {
        return None;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("mcp");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mcp");
    fs::create_dir_all(&folder).unwrap();
    let lock = fs::read(source.join("package-lock.json")).unwrap();
    let is_there = fs::read(folder.join("installed.json")).is_ok_and(|known| known == lock);
    for file in ["package.json", "package-lock.json", "client.mjs"] {
        fs::copy(source.join(file), folder.join(file)).unwrap();
    }
    if !is_there {
        let installed = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
        fs::write(folder.join("installed.json"), lock).unwrap();
    }
    Some(folder.join("client.mjs"))
}

#[test]
fn the_typescript_sdk_sees_tools_resources_and_the_prompt() {
    let Some(script) = typescript_client() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = Command::new("node")
        .arg(script)
        .arg(binary::path())
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let seen: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(seen["server"]["name"], "stockade");
    let mut tools: Vec<&str> =
        seen["tools"].as_array().unwrap().iter().filter_map(|t| t["name"].as_str()).collect();
    tools.sort_unstable();
    let expected = ["check_paths", "explain_rule", "fix_code", "list_guidelines", "verify_code"];
    assert_eq!(tools, expected);
    assert_eq!(seen["verified"]["structuredContent"]["fixed_code"], SECURE);
    assert_eq!(seen["fixed"]["structuredContent"]["code"], SECURE);
    let text = |value: &Value| value["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    assert!(text(&seen["explained"]).contains("✅ Secure:"), "{}", seen["explained"]);
    assert_eq!(seen["unknown"]["isError"], true);
    let listed = seen["listed"]["structuredContent"]["guidelines"].as_array().unwrap();
    assert!(listed.iter().any(|guideline| guideline["id"] == "tls-verification-disabled"));
    let resources = seen["resources"].as_array().unwrap();
    assert!(resources.len() > 20, "{}", resources.len());
    assert!(resources.iter().all(|resource| resource["mimeType"] == "text/markdown"));
    let page = seen["page"]["contents"][0]["text"].as_str().unwrap();
    assert!(page.starts_with("# "), "{page}");
    assert_eq!(seen["prompts"][0]["name"], "secure_coding");
    let prompt = seen["prompt"]["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(prompt.contains("4. Is input validation performed?"), "{prompt}");
    assert!(prompt.contains("tls-verification-disabled"), "{prompt}");
}
