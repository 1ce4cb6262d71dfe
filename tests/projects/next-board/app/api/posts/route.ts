import { NextRequest, NextResponse } from 'next/server';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: 'postgres://board:nV7mQ2xL@db.internal/board' });

export async function GET(request: NextRequest) {
  const author = request.nextUrl.searchParams.get('author');
  const { rows } = await pool.query(`SELECT id, title FROM posts WHERE author = '${author}'`);
  return NextResponse.json(rows);
}

export async function POST(request: NextRequest) {
  const post = await request.json();
  const { rows } = await pool.query('INSERT INTO posts (title) VALUES ($1) RETURNING id', [post.title]);
  return NextResponse.json(rows[0], { headers: { 'Access-Control-Allow-Origin': '*' } });
}
