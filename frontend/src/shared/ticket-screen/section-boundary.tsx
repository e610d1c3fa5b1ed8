import { Component, type ReactNode } from 'react';
import CircleAlert from 'lucide-react/icons/circle-alert';
import { useTranslation } from 'react-i18next';

import { Button, Icon } from '../ui';

interface SectionBoundaryProps {
  /** What the section is called. */
  name: string;
  children: ReactNode;
}

/** Keeps a section that breaks to itself: the ticket and the sections beside it stay. */
export class SectionBoundary extends Component<SectionBoundaryProps, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return <Broken name={this.props.name} onRetry={() => this.setState({ isBroken: false })} />;
  }
}

function Broken({ name, onRetry }: { name: string; onRetry: () => void }) {
  const { t } = useTranslation('shared');
  return (
    <section className="cs" aria-label={name}>
      <div className="fault" role="alert">
        <b>
          <Icon icon={CircleAlert} size={14} />
          {t('section.broken', { name })}
        </b>
        <span>{t('section.brokenHint')}</span>
        <div className="row">
          <Button size="sm" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        </div>
      </div>
    </section>
  );
}
