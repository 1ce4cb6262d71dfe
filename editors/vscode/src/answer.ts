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

/** What the server answered, if it says how many fixes it applied: a line for the user. */
export function fixesIn(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("fixes" in answer)) {
    return undefined;
  }
  const count = answer.fixes;
  if (typeof count !== "number") {
    return undefined;
  }
  if (count === 0) {
    return "there is nothing to fix";
  }
  const fixes = `${count} fix${count === 1 ? "" : "es"}`;
  const applied = !("applied" in answer) || answer.applied === true;
  return applied ? `${fixes} applied` : `the ${fixes} could not be applied`;
}
