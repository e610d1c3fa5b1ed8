import { Link } from '@tanstack/react-router';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { AiSign, Badge, CitationChip, Confidence, Icon, IconButton } from '@/shared/ui';
import type { Review } from './words';

type Part = Review['parts'][number];

/** What was asked, what was answered on which grounds, and what happened then. */
export function ReviewConversation({ review, onBack }: { review: Review; onBack: () => void }) {
  const { t } = useTranslation('ai-review');
  const at = review.parts.findIndex((part) => part.is_answer);
  const then = at === -1 ? [] : review.parts.slice(at + 1);
  return (
    <section className="rvc" aria-label={t('review.conversation')}>
      <header className="bar">
        <span className="rv-back">
          <IconButton label={t('review.back')} onClick={onBack}>
            <Icon icon={ArrowLeft} />
          </IconButton>
        </span>
        <h2 className="ell" dir="auto">
          {review.subject}
        </h2>
        {review.reasons.map((reason) => (
          <Badge key={reason} tone="warn">
            {t(`reason.${reason}`)}
          </Badge>
        ))}
        <span className="sp" />
        <Link className="btn" to="/inbox/$number" params={{ number: String(review.number) }}>
          {t('review.openTicket')}
        </Link>
      </header>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rvt" tabIndex={0} role="region" aria-label={t('review.said')}>
        {(at === -1 ? review.parts : review.parts.slice(0, at + 1)).map((part, index) => (
          <PartView key={index} part={part} />
        ))}
        {then.length > 0 ? <h3>{t('review.then')}</h3> : null}
        {then.map((part, index) => (
          <PartView key={index} part={part} />
        ))}
      </div>
    </section>
  );
}

function PartView({ part }: { part: Part }) {
  const { t, i18n } = useTranslation('ai-review');
  const time = (
    <time className="t3 f11 nw" dateTime={part.at}>
      {absoluteTime(part.at, i18n.language)}
    </time>
  );
  if (part.kind !== 'message') {
    return (
      <p className="rvn">
        <span dir="auto">
          {part.kind === 'ledger'
            ? t('review.counted', { state: t(`state.${part.state || 'open'}`), why: t(`why.${part.why || 'quiet'}`) })
            : part.kind === 'rating'
              ? t('review.rated', { score: part.score, text: part.text, context: part.text ? 'words' : undefined })
              : t(`review.${part.kind}`)}
        </span>
        {time}
      </p>
    );
  }
  return (
    <article className={part.is_answer ? 'rvm is-answer' : 'rvm'}>
      <header className="row">
        {part.author_kind === 'assistant' ? <AiSign>{t(part.is_answer ? 'review.answered' : 'review.assistant')}</AiSign> : <b dir="auto">{part.author}</b>}
        {part.is_answer && part.confidence_word ? <Confidence word={part.confidence_word} /> : null}
        <span className="sp" />
        {time}
      </header>
      <p className="rvx" dir="auto">
        {part.text}
      </p>
      {part.citations.length > 0 ? <Sources citations={part.citations} /> : null}
    </article>
  );
}

function Sources({ citations }: { citations: Part['citations'] }) {
  const { t } = useTranslation('ai-review');
  return (
    <div className="rvs">
      <h4>{t('review.reliedOn')}</h4>
      <ul>
        {citations.map((citation, index) => (
          <li key={index}>
            <CitationChip index={index + 1} citation={citation} />
            <span>
              <a className="link" href={`/app/kb/${citation.article_id}`} target="_blank" rel="noreferrer" dir="auto">
                {citation.title}
              </a>
              <q dir="auto">{citation.quote}</q>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
