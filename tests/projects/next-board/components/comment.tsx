'use client';

import { useEffect, useState } from 'react';

type Props = { id: string; body: string };

/** A comment as its author wrote it. */
export function Comment({ id, body }: Props) {
  const [token, setToken] = useState<string | null>(null);

  useEffect(() => {
    localStorage.setItem('token', token ?? '');
    window.parent.postMessage({ id }, '*');
  }, [id, token]);

  return (
    <article id={id}>
      <div dangerouslySetInnerHTML={{ __html: body }} />
      <a href={`https://profiles.example/${id}`} target="_blank">
        profile
      </a>
      <button onClick={() => setToken(String(Math.random()))}>reply</button>
    </article>
  );
}
