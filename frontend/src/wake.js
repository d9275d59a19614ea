// Wakes what lives in the browser once the page has been painted: nothing of it stands in the way of the numbers.
((folder) => {
	// Lets the browser do what waits, such as a touch.
	const pause = () => new Promise((go) => setTimeout(go));
	const wake = async () => {
		// Both files are on their way at once.
		const program = fetch(`${folder}/cockpit_bg.wasm`);
		const page = await import(`${folder}/cockpit.js`);
		await page.default({ module_or_path: program });
		await pause();
		page.hydrate();
		for (const island of document.querySelectorAll("leptos-island")) {
			await pause();
			await page[island.dataset.component]?.(island);
		}
	};
	requestAnimationFrame(() => setTimeout(wake));
})
