import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ACCEPTED, type Source } from './api';

export interface FilesFieldProps {
  kind: Source['kind'];
  files: readonly File[];
  onFiles: (files: File[]) => void;
}

/** The chooser of files for a source. */
export function FilesField({ kind, files, onFiles }: FilesFieldProps) {
  const { t } = useTranslation('kb-sources');
  const id = useId();
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {t('files.choose')}
      </label>
      <input id={id} type="file" multiple accept={ACCEPTED[kind]} aria-describedby={`${id}-note`} onChange={(event) => onFiles([...(event.target.files ?? [])])} />
      <p className="hint" id={`${id}-note`}>
        {files.length > 0 ? t('files.chosen', { count: files.length }) : t('files.limit')}
      </p>
    </div>
  );
}
