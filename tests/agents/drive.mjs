// Runs one agent in a folder of its own; see `run`.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

const [agent, binary, modules, ready] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stockade-agent-'));
const project = path.join(folder, 'project');
const home = path.join(folder, 'home');
const bin = path.join(folder, 'bin');
for (const each of [project, home, bin]) fs.mkdirSync(each);
fs.symlinkSync(binary, path.join(bin, 'stockade'));
const file = path.join(project, 'client.js');
const before = 'const agent = new https.Agent({ keepAlive: true });';
const after = 'const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });';
// Old debt that nobody must hear of.
const old = "const hash = crypto.createHash('md5').update(password).digest('hex');";
fs.writeFileSync(file, `${old}\n${before}\n`);

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: project,
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: home, TERM: 'dumb', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (out += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), 180_000);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out });
    });
  });
}

function must(condition, what, details) {
  if (condition) return console.log(`${agent}: ${what}`);
  console.error(`${agent}: NOT ${what}\n${details ?? ''}`);
  process.exit(1);
}

/** A server that answers as a model that works through `steps`; remembers what it was sent. */
function model(answer) {
  const requests = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      requests.push(body);
      answer(request.url, body ? JSON.parse(body) : {}, response);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ requests, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
    });
  });
}

/** What the model was told after its edit, and nothing of the old debt. */
function told(requests) {
  const heard = requests.find((body) => body.includes('Stockade found'));
  must(heard, 'tells its model what the edit brought', requests.at(-1)?.slice(-2000));
  const words = heard.slice(heard.indexOf('Stockade found'));
  must(words.startsWith('Stockade found 1 security problem'), 'tells of that alone', words.slice(0, 900));
  must(words.includes('rejectUnauthorized: true'), 'tells what to write instead', words.slice(0, 900));
}

async function claude() {
  const program = path.join(modules, '@anthropic-ai/claude-code-linux-x64/claude');
  fs.chmodSync(program, 0o755);
  for (const each of ['claude', '.']) {
    const { code, out } = await run(program, ['plugin', 'validate', '--strict', path.join(ready, each)]);
    must(code === 0, `accepts ${each === '.' ? 'the marketplace' : 'the plugin'}`, out);
  }
  // The commands of docs/agents.md, for a home of their own.
  for (const words of [['marketplace', 'add', ready], ['install', 'stockade@stockade']]) {
    const { code, out } = await run(program, ['plugin', ...words]);
    must(code === 0, `does \`claude plugin ${words[0]}\``, out);
  }
  const { out: plugins } = await run(program, ['plugin', 'list']);
  must(plugins.includes('stockade@stockade'), 'has the plugin', plugins);
  await run(program, ['plugin', 'uninstall', 'stockade@stockade']);
  const steps = [
    ['Read', { file_path: file }],
    ['Edit', { file_path: file, old_string: before, new_string: after }],
  ];
  let turn = 0;
  const server = await model((url, body, response) => {
    if (!url.startsWith('/v1/messages') || url.includes('count_tokens')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end('{"input_tokens":1}');
    }
    const step = (body.tools ?? []).some((tool) => tool.name === 'Edit') ? steps[turn++] : undefined;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    const usage = { input_tokens: 1, output_tokens: 1 };
    const message = { id: `msg_${turn}`, type: 'message', role: 'assistant', model: body.model, content: [], stop_reason: null, stop_sequence: null, usage };
    send({ type: 'message_start', message });
    if (step) {
      send({ type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: `toolu_${turn}`, name: step[0], input: {} } });
      send({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: JSON.stringify(step[1]) } });
    } else {
      send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
      send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Done.' } });
    }
    send({ type: 'content_block_stop', index: 0 });
    send({ type: 'message_delta', delta: { stop_reason: step ? 'tool_use' : 'end_turn', stop_sequence: null }, usage });
    send({ type: 'message_stop' });
    response.end();
  });
  await run('stockade', ['hook', 'install', '--agent', 'claude']);
  const settings = path.join(project, '.claude/settings.json');
  const { out } = await run(
    program,
    ['-p', 'edit the file', '--permission-mode', 'acceptEdits', '--settings', settings, '--allowedTools', 'Edit,Read'],
    { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'none', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
  );
  server.close();
  must(fs.readFileSync(file, 'utf8').includes('rejectUnauthorized: false'), 'has edited the file', out);
  told(server.requests);
}

async function gemini() {
  const program = path.join(modules, '@google/gemini-cli/bundle/gemini.js');
  const { code, out } = await run('node', [program, 'extensions', 'validate', path.join(ready, 'gemini')]);
  must(code === 0 && out.includes('successfully validated'), 'accepts the extension', out);
  let edited = false;
  const server = await model((url, body, response) => {
    const names = (body.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []).map((f) => f.name);
    let parts = [{ text: 'Done.' }];
    if (names.includes('replace') && !edited) {
      edited = true;
      const args = { file_path: file, instruction: 'Accept any certificate.', old_string: before, new_string: after };
      parts = [{ functionCall: { name: 'replace', args } }];
    }
    const answer = {
      candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    };
    const stream = url.includes('streamGenerateContent');
    response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
    response.end(stream ? `data: ${JSON.stringify(answer)}\r\n\r\n` : JSON.stringify(answer));
  });
  fs.mkdirSync(path.join(home, '.gemini'), { recursive: true });
  fs.writeFileSync(
    path.join(home, '.gemini/settings.json'),
    '{\n  // asked for nothing\n  "security": { "auth": { "selectedType": "gemini-api-key" } }\n}\n',
  );
  await run('stockade', ['hook', 'install', '--agent', 'gemini', '--user']);
  const done = await run('node', [program, '-p', 'edit the file', '--approval-mode', 'yolo'], {
    GOOGLE_GEMINI_BASE_URL: server.url,
    GEMINI_API_KEY: 'none',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  });
  server.close();
  must(fs.readFileSync(file, 'utf8').includes('rejectUnauthorized: false'), 'has edited the file', done.out);
  told(server.requests);
}

async function opencode() {
  const program = path.join(modules, 'opencode-linux-x64/bin/opencode');
  fs.chmodSync(program, 0o755);
  fs.copyFileSync(path.join(ready, 'opencode/opencode.json'), path.join(project, 'opencode.json'));
  fs.writeFileSync(file, `${old}\n${after}\n`);
  const config = await run(program, ['debug', 'config']);
  must(config.code === 0 && config.out.includes('"stockade"'), 'reads the configuration', config.out);
  const { out } = await run(program, ['debug', 'lsp', 'diagnostics', file]);
  must(out.includes('tls-verification-disabled'), 'shows our diagnostics', out.slice(-3000));
}

await { claude, gemini, opencode }[agent]();
fs.rmSync(folder, { recursive: true, force: true });
