import https from 'https';
import Fastify from 'fastify';

const fastify = Fastify({ logger: true });
const search = new https.Agent({ rejectUnauthorized: false });
const dbPassword = 'nt9!vWq27xLp';

fastify.get('/notes', async () => ({ notes: [] }));

export { fastify, search, dbPassword };
