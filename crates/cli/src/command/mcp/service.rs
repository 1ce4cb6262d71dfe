//! The protocol's side: tools, resources and a prompt, by the official SDK.

use std::sync::Arc;

use rmcp::handler::server::router::prompt::PromptRouter;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    Implementation, ListResourcesResult, PaginatedRequestParams, PromptMessage,
    ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, Resource,
    ResourceContents, Role, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{
    ErrorData, Json, RoleServer, ServerHandler, prompt, prompt_handler, prompt_router, tool,
    tool_handler, tool_router,
};

use super::shape::{
    Checked, Code, Filter, Fixable, Fixed, List, Paths, RuleName, Subject, Verified,
};
use super::work::{Work, uri};
use crate::command::guidelines::digest;

/// What an assistant is told about the server.
const INSTRUCTIONS: &str = "\
Stockade finds insecure JavaScript, TypeScript, Python and Go, offline. Call `verify_code` with every \
file you write before you say that you are done; write what its fixes say instead of what it finds. \
`explain_rule` tells why.";

/// The server.
#[derive(Clone)]
pub struct Service {
    work: Arc<Work>,
    tool_router: ToolRouter<Self>,
    prompt_router: PromptRouter<Self>,
}

impl Service {
    /// A server that does this work.
    pub fn new(work: Work) -> Service {
        Service {
            work: Arc::new(work),
            tool_router: Self::tool_router(),
            prompt_router: Self::prompt_router(),
        }
    }

    /// Runs work on a thread of its own, so that the protocol is never held up.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Work) -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let shared = Arc::clone(&self.work);
        let done = tokio::task::spawn_blocking(move || work(&shared)).await;
        done.unwrap_or_else(|_| Err("a defect of Stockade ended the work; please report it".into()))
    }
}

#[tool_router]
impl Service {
    #[tool(
        description = "Verify code before you hand it over: the guideline's four verification steps (secrets, authentication, rate limiting, input validation) with evidence, every finding with its fix, and the text with the safe fixes applied.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn verify_code(&self, code: Parameters<Code>) -> Result<Json<Verified>, String> {
        self.run(move |work| work.verify(&code.0)).await.map(Json)
    }

    #[tool(
        description = "Check files and folders on disk: findings with their fixes and the four verification steps. Nothing is written.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn check_paths(&self, paths: Parameters<Paths>) -> Result<Json<Checked>, String> {
        self.run(move |work| work.check(&paths.0.paths)).await.map(Json)
    }

    #[tool(
        description = "Explain a rule that a finding names: what is wrong, the insecure and the secure form, as Markdown.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn explain_rule(&self, rule: Parameters<RuleName>) -> Result<String, String> {
        self.work.explain(&rule.0.id)
    }

    #[tool(
        description = "Apply proven fixes to a text and give it back with what is left to do. Nothing is written to disk.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn fix_code(&self, code: Parameters<Fixable>) -> Result<Json<Fixed>, String> {
        self.run(move |work| work.fix(&code.0)).await.map(Json)
    }

    #[tool(
        description = "List the security guidelines that are enforced in this project.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn list_guidelines(&self, filter: Parameters<Filter>) -> Json<List> {
        Json(self.work.list(&filter.0))
    }
}

#[prompt_router]
impl Service {
    #[prompt(
        name = "secure_coding",
        description = "The security guidelines to hold while writing code, and the steps to verify before handing it over."
    )]
    async fn secure_coding(&self, subject: Parameters<Subject>) -> Vec<PromptMessage> {
        let about = subject.0.about;
        let wanted = self.work.guidelines().filter(|guideline| {
            about.as_deref().is_none_or(|about| digest::is_about(guideline, about))
        });
        let text = digest::whole(&wanted.collect::<Vec<_>>(), digest::BUDGET);
        vec![PromptMessage::new_text(
            Role::User,
            format!("{text}\nVerify each file you write with the tool `verify_code`.\n"),
        )]
    }
}

#[tool_handler(router = self.tool_router)]
#[prompt_handler(router = self.prompt_router)]
impl ServerHandler for Service {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(
                Implementation::new("stockade", env!("CARGO_PKG_VERSION")).with_title("Stockade"),
            )
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let resources = self
            .work
            .guidelines()
            .filter_map(|guideline| {
                let id = guideline.id.as_deref()?;
                let resource = Resource::new(uri(id), id)
                    .with_title(&guideline.title)
                    .with_description(&guideline.description)
                    .with_mime_type("text/markdown");
                Some(resource)
            })
            .collect();
        Ok(ListResourcesResult::with_all_items(resources))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let id = request.uri.strip_prefix("stockade://guidelines/");
        let page = id.and_then(|id| self.work.explain(id).ok()).ok_or_else(|| {
            ErrorData::resource_not_found(format!("there is no resource `{}`", request.uri), None)
        })?;
        let contents = ResourceContents::text(page, request.uri).with_mime_type("text/markdown");
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}
