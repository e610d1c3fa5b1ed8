import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { relativeTime } from '@/shared/lib/dates';
import { Button, Confirm, Dialog, toast, useReason } from '@/shared/ui';
import { slaApi, versionPreviewQuery, versionQuery, versionsQuery, type Difference } from './api';
import { useDifferenceText } from './difference-text';
import { useStepEffects } from './effect-text';

export interface HistoryProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  newest: number;
}

/** Every version with who published it, what it changed, and the way back to it. */
export function History({ isOpen, onOpenChange, newest }: HistoryProps) {
  const { t, i18n } = useTranslation('sla-settings');
  const client = useQueryClient();
  const versions = useQuery({ ...versionsQuery, enabled: isOpen });
  const [open, setOpen] = useState<number | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const restore = useMutation({
    mutationFn: (version: number) => slaApi.restore(version, newest),
    onSuccess: (answer, version) => {
      void client.invalidateQueries({ queryKey: ['sla'] });
      onOpenChange(false);
      setAsked(null);
      toast(t('history.restored', { version, newest: answer.version }));
    },
    onError: (error) => {
      setAsked(null);
      // Somebody was faster: what is in force now, and its number, is read again.
      if (isProblem(error) && error.status === 412) void client.invalidateQueries({ queryKey: ['sla'] });
    },
  });
  const reason = useReason(restore.error ?? versions.error);
  return (
    <>
      <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t('history.title')} description={t('history.hint')} width={560}>
        {restore.error || versions.error ? (
          <p className="hint bad" role="alert">
            {reason}
          </p>
        ) : null}
        <ol className="slhist">
          {versions.data?.results.map((one) => (
            <li key={one.version}>
              <div className="row">
                <span>
                  <b>{t('history.version', { version: one.version })}</b>
                  {one.version === newest ? ` ${t('history.live')}` : ''}
                  <span className="why2" dir="auto">
                    {one.by_name}, {relativeTime(one.created_at, Date.now(), i18n.language)}
                  </span>
                </span>
                <span className="sp" />
                <Button size="sm" variant="ghost" aria-expanded={open === one.version} onClick={() => setOpen(open === one.version ? null : one.version)}>
                  {t('history.changes')}
                </Button>
                {one.version === newest ? null : (
                  <Button size="sm" busy={restore.isPending && asked === one.version ? t('publishing') : null} onClick={() => setAsked(one.version)}>
                    {t('history.restore')}
                  </Button>
                )}
              </div>
              {open === one.version ? <Changes version={one.version} /> : null}
            </li>
          ))}
        </ol>
      </Dialog>
      <Confirm
        isOpen={asked !== null && !restore.isPending}
        onOpenChange={(stays) => (stays ? undefined : setAsked(null))}
        title={t('history.sure', { version: asked ?? 0 })}
        consequence={t('history.consequence')}
        cancel={t('history.stay')}
        action={t('history.restore')}
        onConfirm={() => {
          if (asked !== null) restore.mutate(asked);
        }}
      >
        {asked === null ? null : <WouldDo version={asked} newest={newest} />}
      </Confirm>
    </>
  );
}

/** What going back would do to the open tickets, as the foot says it of a draft. */
function WouldDo({ version, newest }: { version: number; newest: number }) {
  const { t } = useTranslation('sla-settings');
  const query = useQuery(versionPreviewQuery(version, newest));
  const stepEffects = useStepEffects();
  const reason = useReason(query.error);
  if (query.error) return <p className="hint bad">{t('history.noPreview', { reason })}</p>;
  if (!query.data) return <p role="status">{t('history.previewing')}</p>;
  return (
    <div role="status">
      <p>
        <b>{t('effect.change', { count: query.data.changed })}</b> {t('effect.late', { count: query.data.late })} {t('effect.keeps')}
      </p>
      {stepEffects(query.data).map((text) => (
        <p key={text}>{text}</p>
      ))}
      {query.data.is_partial ? <p className="hint">{t('effect.partial')}</p> : null}
    </div>
  );
}

function Changes({ version }: { version: number }) {
  const { t } = useTranslation('sla-settings');
  const query = useQuery(versionQuery(version));
  const text = useDifferenceText();
  const reason = useReason(query.error);
  if (query.error) return <p className="hint bad">{reason}</p>;
  if (!query.data) return <p className="hint">{t('loading')}</p>;
  if (query.data.differences.length === 0) return <p className="hint">{t(version === 1 ? 'history.first' : 'history.same')}</p>;
  return (
    <ul className="sldiff">
      {query.data.differences.map((one: Difference, index) => (
        <li key={index}>{text(one)}</li>
      ))}
    </ul>
  );
}
