import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Attachments } from './attachments';

const FILE = { id: '0b4f1a52-6f3c-4a57-9f0c-1f1f6a1c2d3e', name: 'shot.png', size: 10, content_type: 'image/png', url: '/api/v1/attachments/1' };

describe('Attachments', () => {
  it('gives nobody a file that the virus scanner holds, and says why', () => {
    render(<Attachments files={[{ ...FILE, scan: 'waiting', scan_detail: '' }, { ...FILE, id: '2', name: 'bad.exe', scan: 'infected', scan_detail: 'Eicar' }]} />);
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.getByText('Waits for the virus scanner')).toBeVisible();
    expect(screen.getByText('Locked away: Eicar')).toBeVisible();
  });

  it('gives one that is free', () => {
    render(<Attachments files={[FILE]} />);
    expect(screen.getByRole('link')).toHaveAttribute('href', FILE.url);
  });
});
