import { useRef, useState } from 'react';
import Download from 'lucide-react/icons/download';
import ImageOff from 'lucide-react/icons/image-off';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { Button, Dialog, ErrorState, Icon, LinkedText, Skeleton, SkeletonLine } from '@/shared/ui';

import { originalPage } from './api';
import type { MailFacts } from './payload';
import { useOriginal } from './use-original';

interface OriginalDialogProps {
  number: number;
  entry: Entry;
  mail: MailFacts;
  onClose: () => void;
}

/**
 * The whole mail as it was sent, shut in a frame that runs nothing and, until asked, loads nothing from elsewhere.
 *
 * The frame cannot tell its height and keeps the keys pressed in it to itself: it has a height of
 * its own, and a line says how to leave it by keyboard.
 */
export function OriginalDialog({ number, entry, mail, onClose }: OriginalDialogProps) {
  const { t } = useTranslation('email');
  const query = useOriginal(number, entry.id);
  const [withImages, setWithImages] = useState(false);
  const [theme] = useState<'light' | 'dark'>(() => document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');
  // Not the frame, which would take Escape with it, and not what loads something.
  const closer = useRef<HTMLButtonElement>(null);
  const writer = entry.author.kind === 'contact' ? entry.author.name : mail.from.name || mail.from.address;
  const original = query.data;
  const hasHtml = original?.has_html ?? mail.hasHtml;
  const images = original?.remote_images ?? mail.remoteImages;

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('mail.original.title', { name: writer })}
      width={860}
      startsAt={closer}
      footer={
        <>
          {hasHtml && <span className="hint orig-hint">{t('mail.original.keys')}</span>}
          {original?.raw_url && (
            <a className="btn" href={original.raw_url} download>
              <Icon icon={Download} size={14} />
              {t('mail.original.download')}
            </a>
          )}
          <Button ref={closer} onClick={onClose}>{t('mail.original.close')}</Button>
        </>
      }
    >
      {hasHtml && images > 0 && (
        <div className="orig-bar" role="group" aria-label={t('mail.original.images')}>
          <Icon icon={ImageOff} size={14} />
          <span role="status">
            {withImages ? t('mail.original.imagesOn') : t('mail.original.imagesOff', { count: images })}
          </span>
          {!withImages && (
            <Button size="sm" onClick={() => setWithImages(true)}>
              {t('mail.original.loadImages')}
            </Button>
          )}
        </div>
      )}
      {hasHtml ? (
        <iframe
          className="orig-frame"
          title={t('mail.original.frame')}
          src={originalPage(number, entry.id, withImages, theme)}
          // Links open apart; everything else a page can do is taken from it.
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
        />
      ) : query.isError ? (
        <ErrorState title={t('mail.original.failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : original ? (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the text scrolls, so it must be reachable by keyboard
        <pre className="orig-text" dir="auto" tabIndex={0}>
          <LinkedText text={original.text} />
        </pre>
      ) : (
        <Skeleton label={t('mail.original.loading')}>
          <SkeletonLine width="70%" />
          <SkeletonLine width="92%" />
          <SkeletonLine width="48%" />
        </Skeleton>
      )}
    </Dialog>
  );
}
