'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  };

  // Cases: by words, and by feature and outcome as the grid counts them.
  const cases = all('details.case');
  const grid = document.getElementById('grid');
  let wanted = {f: '', o: ''};
  const search = make('input', '', {type: 'search', placeholder: 'words in a name or title', 'aria-label': 'Show cases with these words'});
  const status = make('span', '', {role: 'status'});
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of cases) {
      const text = each.querySelector('summary').textContent.toLowerCase();
      const fits = (!wanted.f || each.dataset.f === wanted.f) && (!wanted.o || each.dataset.o === wanted.o)
          && words.every(word => text.includes(word));
      each.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    const which = [wanted.f, wanted.o].filter(Boolean).join(', ');
    status.textContent = shown + ' of ' + cases.length + ' cases' + (which ? ': ' + which : '');
    all('a', grid || document.createElement('i')).forEach(link =>
        link.toggleAttribute('aria-current', link.dataset.f === wanted.f && link.dataset.o === wanted.o));
  };
  const want = (f, o) => {
    wanted = {f, o};
    show();
  };
  if (cases.length > 0) {
    const tools = make('div', '', {class: 'tools'});
    const button = (text, action) => {
      const element = make('button', text, {type: 'button'});
      element.addEventListener('click', action);
      tools.append(element);
    };
    tools.append(search);
    search.addEventListener('input', show);
    button('Show all', () => {
      search.value = '';
      want('', '');
    });
    button('Open all', () => cases.forEach(each => { each.open = !each.hidden; }));
    button('Close all', () => cases.forEach(each => { each.open = false; }));
    tools.append(status);
    document.querySelector('#cases h2').after(tools);
    show();
  }
  if (grid) {
    grid.addEventListener('click', event => {
      const link = event.target.closest('a');
      if (link) {
        event.preventDefault();
        want(link.dataset.f, link.dataset.o);
        document.getElementById('cases').scrollIntoView();
      }
    });
  }

  // A link to a case opens it.
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches('details.case')) {
      if (target.hidden) {
        want('', '');
      }
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', openTarget);
  openTarget();

  // What a cell saw, for the pointer and for the arrow keys.
  const tip = make('div', '', {id: 'tip', role: 'status'});
  document.body.append(tip);
  const words = {c: 'as expected', v: 'violates', i: 'inconclusive', r: 'recorded', u: 'not asked'};
  const time = micros => micros >= 1e6 ? (micros / 1e6).toFixed(1) + ' s' : (micros / 1e3).toFixed(1) + ' ms';
  const tell = cell => {
    const table = cell.closest('table');
    const heading = table.tHead.rows[0].cells[cell.cellIndex];
    const row = cell.parentNode.cells[0];
    const where = (row.title || row.textContent) + ' → ' + (heading.title || heading.textContent);
    if (cell.dataset.t) {
      return cell.dataset.t;
    }
    if (!table.classList.contains('comparison')) {
      return where + ': ' + cell.textContent;
    }
    const step = cell.closest('.step');
    const reason = cell.dataset.r && step && step.querySelector('li[data-r="' + cell.dataset.r + '"]');
    const [attempts, micros] = (cell.dataset.n || '').split(',').map(Number);
    return where + ': ' + words[cell.className]
        + (attempts ? '; ' + attempts + (attempts === 1 ? ' attempt' : ' attempts') + ', the slowest after ' + time(micros) : '')
        + (reason ? '. ' + [...reason.children].slice(1).map(part => part.textContent).join('; ') : '');
  };
  all('table.matrix').forEach(table => {
    all('td[title]', table).forEach(cell => {
      cell.dataset.t = cell.title;
      cell.removeAttribute('title');
    });
    const body = table.tBodies[0];
    const first = body.querySelector('td');
    if (!first) {
      return;
    }
    first.tabIndex = 0;
    const focus = cell => {
      if (cell && cell.tagName === 'TD') {
        all('td[tabindex]', body).forEach(each => each.removeAttribute('tabindex'));
        cell.tabIndex = 0;
        cell.focus();
      }
    };
    const of = event => event.target.closest('tbody td');
    body.addEventListener('pointerover', event => { tip.textContent = of(event) ? tell(of(event)) : ''; });
    body.addEventListener('pointerleave', () => { tip.textContent = ''; });
    body.addEventListener('focusin', event => { tip.textContent = of(event) ? tell(of(event)) : ''; });
    body.addEventListener('focusout', () => { tip.textContent = ''; });
    body.addEventListener('keydown', event => {
      const cell = of(event);
      const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
      if (event.key === 'Escape') {
        tip.textContent = '';
      } else if (cell && step) {
        event.preventDefault();
        const row = body.rows[cell.parentNode.sectionRowIndex + step[0]];
        focus(row && row.cells[cell.cellIndex + step[1]]);
      }
    });
  });

  // Commands to copy.
  all('.command').forEach(each => {
    const button = make('button', 'Copy', {type: 'button'});
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(each.querySelector('code').textContent);
        button.textContent = 'Copied';
      } catch (refused) {
        getSelection().selectAllChildren(each.querySelector('code'));
      }
    });
    each.append(button);
  });

  addEventListener('beforeprint', () => cases.forEach(each => { each.open = true; }));
})();
