import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Segmented } from '@/shared/ui';
import type { BodyFormat } from './api';

export interface SourceEditorProps {
  format: BodyFormat;
  source: string;
  /** The markup of the last save, cleaned by the server. */
  saved: string;
  isSaved: boolean;
  isReadOnly: boolean;
  onChange: (source: string) => void;
  onConvert?: () => void;
}

/** Markdown, or HTML with elements the rich-text field would drop, as it is written. */
export function SourceEditor({ format, source, saved, isSaved, isReadOnly, onChange, onConvert }: SourceEditorProps) {
  const { t } = useTranslation('kb');
  const [mode, setMode] = useState<'write' | 'read'>(isReadOnly ? 'read' : 'write');
  const id = useId();
  return (
    <>
      <div className="etool">
        <Segmented
          label={t('source.mode')}
          value={mode}
          options={[
            { value: 'write', label: t(`source.${format}`) },
            { value: 'read', label: t('source.preview') },
          ]}
          onChange={setMode}
        />
        <span className="sp" />
        {onConvert ? (
          <Button size="sm" variant="ghost" onClick={onConvert}>
            {t('source.convert')}
          </Button>
        ) : null}
      </div>
      {mode === 'write' ? (
        <>
          <label className="vh" htmlFor={id}>
            {t('editor.label')}
          </label>
          <textarea
            id={id}
            className="source"
            dir="auto"
            spellCheck
            readOnly={isReadOnly}
            value={source}
            onChange={(event) => onChange(event.target.value)}
          />
        </>
      ) : (
        <>
          {isSaved ? null : <p className="hint pad">{t('source.stale')}</p>}
          <div className="doc preview" dir="auto" dangerouslySetInnerHTML={{ __html: saved }} />
        </>
      )}
    </>
  );
}
