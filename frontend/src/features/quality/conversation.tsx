import { Link } from '@tanstack/react-router';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { AiSign, Badge, Icon, IconButton } from '@/shared/ui';
import type { Review } from './words';

type Spoken = Review['spoken'][number];
const isReviewed = ({ side }: Review, { author_kind }: Spoken): boolean =>
  side === 'assistant' ? author_kind === 'assistant' : author_kind === 'staff' || author_kind === 'token';

/** What was said, with the side under review marked. */
export function Conversation({ review, onBack }: { review: Review; onBack: () => void }) {
  const { t } = useTranslation('quality');
  return (
    <section className="qlc" aria-label={t('conversation')}>
      <header className="bar wraps">
        <span className="ql-back">
          <IconButton label={t('back')} onClick={onBack}>
            <Icon icon={ArrowLeft} />
          </IconButton>
        </span>
        <h2 className="ell" dir="auto">
          {review.subject}
        </h2>
        {review.sample ? <Badge tone={review.sample === 'random' ? 'mute' : 'warn'}>{t(`sample.${review.sample}`)}</Badge> : null}
        {review.risks.map((risk) => (
          <Badge key={risk} tone="warn">
            {t(`risk.${risk}`)}
          </Badge>
        ))}
        <span className="sp" />
        <Link className="btn" to="/inbox/$number" params={{ number: String(review.number) }}>
          {t('openTicket')}
        </Link>
      </header>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll qlt" tabIndex={0} role="region" aria-label={t('said')}>
        <p className="t2 f12">{t('reviewedIs', { name: review.person?.name ?? t('side.assistant') })}</p>
        {review.spoken.map((part, place) => (
          <Part key={place} part={part} isMine={isReviewed(review, part)} />
        ))}
      </div>
    </section>
  );
}

function Part({ part, isMine }: { part: Spoken; isMine: boolean }) {
  const { t, i18n } = useTranslation('quality');
  const time = (
    <time className="t3 f11 nw" dateTime={part.at}>
      {absoluteTime(part.at, i18n.language)}
    </time>
  );
  if (part.kind === 'rating') {
    return (
      <p className="qln">
        <span dir="auto">{t('rated', { score: part.score, text: part.text, context: part.text ? 'words' : undefined })}</span>
        {time}
      </p>
    );
  }
  return (
    <article className={isMine ? 'qlm is-mine' : 'qlm'}>
      <header className="row">
        {part.author_kind === 'assistant' ? <AiSign>{t('side.assistant')}</AiSign> : <b dir="auto">{part.author}</b>}
        {isMine ? <span className="t3 f11">{t('underReview')}</span> : null}
        <span className="sp" />
        {time}
      </header>
      <p className="qlx" dir="auto">
        {part.text}
      </p>
    </article>
  );
}
