import { useId, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Segmented } from '@/shared/ui';
import type { ArticleImage, BodyFormat } from './api';
import { ImageDialog, imagesOf } from './image-dialog';

export interface SourceEditorProps {
  articleId: number;
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
export function SourceEditor({ articleId, format, source, saved, isSaved, isReadOnly, onChange, onConvert }: SourceEditorProps) {
  const { t } = useTranslation('kb');
  const [mode, setMode] = useState<'write' | 'read'>(isReadOnly ? 'read' : 'write');
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const ask = (files: FileList | null, event: SyntheticEvent): void => {
    const [image] = imagesOf(files);
    if (isReadOnly || image === undefined) return;
    event.preventDefault();
    setFile(image);
  };
  const insert = ({ url, alt }: ArticleImage): void => {
    const at = field.current?.selectionEnd ?? source.length;
    onChange(source.slice(0, at) + markOf(format, url, alt) + source.slice(at));
    setFile(null);
  };
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
            ref={field}
            id={id}
            className="source"
            dir="auto"
            spellCheck
            readOnly={isReadOnly}
            value={source}
            onChange={(event) => onChange(event.target.value)}
            onPaste={(event) => ask(event.clipboardData.files, event)}
            onDrop={(event) => ask(event.dataTransfer.files, event)}
          />
          {file ? <ImageDialog articleId={articleId} file={file} onAdded={insert} onClose={() => setFile(null)} /> : null}
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

/** An image as it is written in a source: what would end its description there is left out. */
function markOf(format: BodyFormat, url: string, alt: string): string {
  const words = alt.replace(/["<>&[\]\\]/g, '');
  return format === 'markdown' ? `![${words}](${url})` : `<img src="${url}" alt="${words}">`;
}
