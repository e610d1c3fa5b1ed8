import Paperclip from 'lucide-react/icons/paperclip';
import X from 'lucide-react/icons/x';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Button, Icon, IconButton, useReasonOf } from '@/shared/ui';

import type { Files } from './use-files';

interface SideTextProps {
  label: string;
  body: string;
  onChange: (body: string) => void;
  files: Files;
  rows: number;
  /** What is wrong with the text; null for nothing. */
  error: string | null;
  /** Puts the customer's last message in as a quote; null where there is none. */
  onQuote: (() => void) | null;
  onSend: () => void;
}

/** What is written to a third party, with its files: they see this and nothing else. */
export function SideTextField({ label, body, onChange, files, rows, error, onQuote, onSend }: SideTextProps) {
  const { t } = useTranslation('side-conversations');
  const reasonOf = useReasonOf();
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <span className={`field tall${error ? ' is-bad' : ''}`}>
        <textarea
          id={id}
          rows={rows}
          value={body}
          dir="auto"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-note` : undefined}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
            event.preventDefault();
            onSend();
          }}
        />
      </span>
      {error ? (
        <p className="hint bad" id={`${id}-note`}>
          {error}
        </p>
      ) : null}
      <div className="scv-tools">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            files.add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button size="sm" variant="ghost" onClick={() => picker.current?.click()}>
          <Icon icon={Paperclip} size={14} /> {t('files.add')}
        </Button>
        {onQuote ? (
          <Button size="sm" variant="ghost" onClick={onQuote}>
            {t('quote')}
          </Button>
        ) : null}
      </div>
      {files.stored.length > 0 ? (
        <ul className="scv-files" aria-label={t('files.title')}>
          {files.stored.map((file) => (
            <li key={file.id}>
              <span className="ell" dir="auto">
                {file.name}
              </span>
              <IconButton size="xs" label={t('files.remove', { name: file.name })} onClick={() => files.remove(file.id)}>
                <Icon icon={X} size={12} />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      {files.error ? <p className="hint bad">{t('files.failed', { reason: reasonOf(files.error) })}</p> : null}
    </div>
  );
}
