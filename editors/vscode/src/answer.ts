// What the server answers to a command. Must never know: VS Code.

/** What the server answered, if it is a page: Markdown, or an object that carries it. */
export function pageIn(answer: unknown): string | undefined {
  if (typeof answer === "string") {
    return answer;
  }
  if (typeof answer === "object" && answer !== null && "markdown" in answer) {
    return typeof answer.markdown === "string" ? answer.markdown : undefined;
  }
  return undefined;
}
