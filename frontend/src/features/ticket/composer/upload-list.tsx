import CircleAlert from 'lucide-react/icons/circle-alert';
import FileText from 'lucide-react/icons/file-text';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';

import { isProblem } from '@/shared/api';
import { Icon, IconButton } from '@/shared/ui';

import { fileSize } from '../model/file-size';
import type { ComposerKind } from '../types';
import { FileTooLarge, MAX_BYTES, uploads, type PendingFile } from '../uploads/uploads';

interface UploadListProps {
  ticket: number;
  kind: ComposerKind;
  files: readonly PendingFile[];
}

/** The files that will go with the message, each with its progress or its fault. */
export function UploadList({ ticket, kind, files }: UploadListProps) {
  const { t, i18n } = useTranslation('ticket');
  if (files.length === 0) return null;
  return (
    <ul className="ups" aria-label={t('composer.files.label')}>
      {files.map((file) => (
        <li key={file.key} className={file.state === 'failed' ? 'up is-bad' : 'up'}>
          {file.state === 'done' && file.attachment?.content_type.startsWith('image/') ? (
            <img className="thumb" src={file.attachment.url} alt="" />
          ) : (
            <Icon icon={file.state === 'failed' ? CircleAlert : FileText} size={14} />
          )}
          <bdi className="ell" title={file.name}>
            {file.name}
          </bdi>
          {file.state === 'uploading' && (
            <progress
              max={1}
              value={file.share}
              aria-label={t('composer.files.progress', { name: file.name })}
            />
          )}
          {file.state === 'done' && <span className="t3 nw">{fileSize(file.size, i18n.language)}</span>}
          {file.state === 'failed' && (
            <>
              <span role="alert">{whyOf(file.error)}</span>
              {!(file.error instanceof FileTooLarge) && (
                <button type="button" className="link" onClick={() => uploads.retry(ticket, kind, file.key)}>
                  {t('again')}
                </button>
              )}
            </>
          )}
          <IconButton
            size="sm"
            label={t('composer.files.remove', { name: file.name })}
            onClick={() => uploads.remove(ticket, kind, file.key)}
          >
            <Icon icon={X} size={14} />
          </IconButton>
        </li>
      ))}
    </ul>
  );

  function whyOf(error: unknown): string {
    if (error instanceof FileTooLarge) {
      return t('composer.files.tooLarge', { limit: fileSize(MAX_BYTES, i18n.language) });
    }
    if (isProblem(error) && !error.isOffline && error.detail) return error.detail;
    return t('composer.files.failed');
  }
}
