import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../backend';

const INVOICES = [
  ['HLY-2026-0311', '1 March', '$15,333'],
  ['HLY-2026-0204', '1 February', '$15,333'],
  ['HLY-2026-0107', '1 January', '$15,333'],
] as const;
const SEATS = 34;

export function Billing({ session }: { session: Session }): JSX.Element {
  const [seats, setSeats] = useState(SEATS);
  return (
    <>
      <h1>Billing</h1>
      <section class="hy-card">
        <h2>Plan</h2>
        <p>
          {session.person?.plan ?? 'No plan'}, {seats} editor seats, viewers are free.
        </p>
        <div class="hy-acts">
          <button type="button" class="hy-btn" onClick={() => setSeats(seats + 1)}>
            Add a seat
          </button>
          <button type="button" class="hy-btn" disabled={seats <= 1} onClick={() => setSeats(seats - 1)}>
            Remove a seat
          </button>
        </div>
      </section>
      <section class="hy-card">
        <h2>Invoices</h2>
        <table class="hy-tbl">
          <thead>
            <tr>
              <th>Number</th>
              <th>Date</th>
              <th class="n">Amount</th>
            </tr>
          </thead>
          <tbody>
            {INVOICES.map(([number, date, amount]) => (
              <tr key={number}>
                <td>{number}</td>
                <td>{date}</td>
                <td class="n">{amount}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
