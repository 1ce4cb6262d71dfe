// Talks to `stockade mcp` (the first argument is the binary) by the protocol's own TypeScript SDK
// and prints what came back as JSON; the Rust test that starts this looks at it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const transport = new StdioClientTransport({ command: process.argv[2], args: ['mcp'] });
const client = new Client({ name: 'stockade-test', version: '1.0.0' });
await client.connect(transport);

const call = (name, args) => client.callTool({ name, arguments: args });
const code = 'const agent = new https.Agent({ rejectUnauthorized: false });\n';
const out = {
  server: client.getServerVersion(),
  instructions: client.getInstructions(),
  tools: (await client.listTools()).tools,
  verified: await call('verify_code', { code, file_name: 'client.js' }),
  fixed: await call('fix_code', { code, file_name: 'client.js' }),
  explained: await call('explain_rule', { id: 'tls-verification-disabled' }),
  unknown: await call('explain_rule', { id: 'no-such-rule' }),
  listed: await call('list_guidelines', { about: 'transport' }),
  resources: (await client.listResources()).resources,
  page: await client.readResource({ uri: 'stockade://guidelines/tls-verification-disabled' }),
  prompts: (await client.listPrompts()).prompts,
  prompt: await client.getPrompt({ name: 'secure_coding', arguments: { about: 'transport' } }),
};
await client.close();
console.log(JSON.stringify(out));
