import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { Button, Field, useReason } from '@/shared/ui';

export interface ContactName {
  id: number;
  name: string;
}

const SHOWN = 6;

/** As whom a question is asked: somebody unknown, or a contact found by name or address. */
export function ContactChoice({ contact, onChange }: { contact: ContactName | null; onChange: (contact: ContactName | null) => void }) {
  const { t } = useTranslation('assistant-settings');
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const box = useRef<HTMLDivElement>(null);
  const query = useQuery({
    queryKey: ['contacts', 'named', wanted],
    queryFn: ({ signal }) => api.get('/contacts', { query: { q: wanted, limit: SHOWN }, signal }).then(({ results }) => results),
    enabled: wanted.length > 1 && contact === null,
  });
  const reason = useReason(query.error);
  const focusSoon = (selector: string): void => void requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(selector)?.focus());
  return (
    <div ref={box} className="as-contact">
      {contact ? (
        <>
          <span className="lab">{t('try.as')}</span>
          <p className="row">
            <b dir="auto">{contact.name}</b>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => {
                onChange(null);
                focusSoon('input');
              }}
            >
              {t('try.other')}
            </Button>
          </p>
        </>
      ) : (
        <>
          <Field label={t('try.as')} hint={t('try.asHint')} type="search" value={text} error={query.error ? reason : null} onChange={(event) => setText(event.target.value)} />
          {query.data?.length === 0 ? <p className="hint" role="status">{t('try.nobody')}</p> : null}
          <ul className="as-found" aria-label={t('try.found')}>
            {query.data?.map(({ id, name, email }) => (
              <li key={id}>
                <button
                  type="button"
                  className="lnk"
                  onClick={() => {
                    setText('');
                    onChange({ id, name: name || email || '' });
                    focusSoon('button');
                  }}
                >
                  <span dir="auto">{name}</span> <bdi className="t3">{email}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
