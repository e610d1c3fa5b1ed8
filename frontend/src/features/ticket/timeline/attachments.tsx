import FileText from 'lucide-react/icons/file-text';
import ShieldAlert from 'lucide-react/icons/shield-alert';
import { useTranslation } from 'react-i18next';

import { Icon } from '@/shared/ui';

import { fileSize } from '../model/file-size';
import type { AttachmentFile } from '../types';

const SHOWN_INLINE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** Images as thumbnails, everything else by name and size. */
export function Attachments({ files }: { files: readonly AttachmentFile[] }) {
  const { t, i18n } = useTranslation('ticket');
  if (files.length === 0) return null;
  return (
    <ul className="files" aria-label={t('files.label')}>
      {files.map((file) => (
        <li key={file.id}>
          {file.scan ? (
            <span className="file" title={file.scan_detail}>
              <Icon icon={file.scan === 'infected' ? ShieldAlert : FileText} size={14} />
              <bdi className="ell">{file.name}</bdi>
              <span className="t3 nw">{t(`files.${file.scan}`, { found: file.scan_detail })}</span>
            </span>
          ) : SHOWN_INLINE.has(file.content_type) ? (
            <a className="shot" href={file.url} target="_blank" rel="noopener noreferrer" title={file.name}>
              <img src={file.url} alt={file.name} loading="lazy" />
            </a>
          ) : (
            <a className="file" href={file.url} download={file.name} title={file.name}>
              <Icon icon={FileText} size={14} />
              <bdi className="ell">{file.name}</bdi>
              <span className="t3 nw">{fileSize(file.size, i18n.language)}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
