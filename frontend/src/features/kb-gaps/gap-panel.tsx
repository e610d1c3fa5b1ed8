import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import X from 'lucide-react/icons/x';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { announce, Badge, Button, Icon, IconButton, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { gapQuery, GAPS, gapsApi, type Gap, type GapChange } from './api';
import { Effect, Evidence, Quotes, Searches, Trial } from './gap-evidence';
import { GapState } from './gap-state';
import { KIND_TONE } from './gaps-table';

/** One gap: what shows it, who closes it and how far that has come; `title` is its name in the list beside it. */
export function GapPanel({ id, title, onClose }: { id: number; title: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('kb-gaps');
  const query = useQuery(gapQuery(id));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useShortcuts(t('gaps.title'), [{ keys: 'escape', label: t('close'), run: onClose }]);
  return (
    <aside className="kg-panel" aria-label={t('gap')}>
      <header>
        <h2 ref={heading} tabIndex={-1} className="ell" dir="auto">
          {title ?? query.data?.title ?? t('gap')}
        </h2>
        <span className="sp" />
        <IconButton label={t('close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <div className="scroll">
        <Loaded query={query} fault={t('fault')}>
          {(gap) => <Content gap={gap} />}
        </Loaded>
      </div>
    </aside>
  );
}

/** A change of the gap; what comes back is the gap as it is now. */
function useGapAct(gap: Gap) {
  const { t } = useTranslation('kb-gaps');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: (act: { change: GapChange } | 'draft' | 'try') =>
      act === 'draft' ? gapsApi.draft(gap.id) : act === 'try' ? gapsApi.tryIt(gap.id) : gapsApi.change(gap, act.change),
    onSuccess: async (now, act) => {
      client.setQueryData(gapQuery(gap.id).queryKey, now);
      announce(t(act === 'draft' ? 'did.draft' : act === 'try' ? 'did.try' : 'did.change'));
      await client.invalidateQueries({ queryKey: [...GAPS, 'list'] });
    },
    onError: (error) => toastFailure(t('notDone', { reason: reasonOf(error) })),
  });
}

function Content({ gap }: { gap: Gap }) {
  const { t } = useTranslation('kb-gaps');
  const act = useGapAct(gap);
  return (
    <>
      <div className="kg-part">
        <p className="row">
          <Badge tone={KIND_TONE[gap.kind]}>{t(`kind.${gap.kind}`)}</Badge>
          <span>{t('gapSum', { count: gap.tickets, replies: gap.replies })}</span>
        </p>
        <p className="t2 f12">{t(`kindHint.${gap.kind}`)}</p>
      </div>
      <GapState key={gap.version} gap={gap} isBusy={act.isPending} onChange={(change) => act.mutate({ change })} />
      <Article gap={gap} doing={act.isPending ? act.variables : null} onDraft={() => act.mutate('draft')} onTry={() => act.mutate('try')} />
      <Effect gap={gap} />
      <Evidence gap={gap} />
      <Searches gap={gap} />
      <Quotes gap={gap} />
    </>
  );
}

interface ArticleProps {
  gap: Gap;
  doing: unknown;
  onDraft: () => void;
  onTry: () => void;
}

function Article({ gap, doing, onDraft, onTry }: ArticleProps) {
  const { t } = useTranslation('kb-gaps');
  const isTrying = gap.trial?.state === 'running';
  return (
    <section className="kg-part">
      <h3>{t('article.title')}</h3>
      {gap.article ? (
        <>
          <p>
            <Link to="/kb/$id" params={{ id: String(gap.article.id) }} className="link" dir="auto">
              {gap.article.title}
            </Link>{' '}
            <span className="t2">{t(`status.${gap.article.status}`, { defaultValue: gap.article.status })}</span>
          </p>
          <Button busy={doing === 'try' || isTrying ? t('article.trying') : null} onClick={onTry}>
            {t('article.try')}
          </Button>
          <p className="t3 f11">{t('article.tryHint')}</p>
          <Trial gap={gap} />
        </>
      ) : (
        <>
          <p className="t2">{t('article.none')}</p>
          <Button variant="primary" busy={doing === 'draft' ? t('article.drafting') : null} onClick={onDraft}>
            {t('article.draft')}
          </Button>
          <p className="t3 f11">{t('article.draftHint')}</p>
        </>
      )}
    </section>
  );
}
