//! Visible progress: one line when a step begins and one with its time when it ends.

use std::time::{Duration, Instant};

use anyhow::Context;

/// The steps done so far, in order.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Runs one step; its error carries the step's name.
    pub(crate) fn step<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        println!("==> {name}");
        let started = Instant::now();
        let outcome = work().with_context(|| format!("step '{name}' failed"))?;
        let took = started.elapsed();
        println!("    {name}: {:.1} s", took.as_secs_f64());
        self.done.push((name, took));
        Ok(outcome)
    }

    /// The table at the end of a long task.
    pub(crate) fn print_summary(&self) {
        println!("\n{:>8}  step", "seconds");
        for (name, took) in &self.done {
            println!("{:>8.1}  {name}", took.as_secs_f64());
        }
        let total: Duration = self.done.iter().map(|(_, took)| *took).sum();
        println!("{:>8.1}  in all", total.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::Steps;

    #[test]
    fn a_failed_step_is_named_and_not_counted_as_done() {
        let mut steps = Steps::default();
        steps.step("one", || Ok(())).unwrap();
        let error = steps.step::<()>("two", || bail!("no luck")).unwrap_err();
        assert_eq!(format!("{error:#}"), "step 'two' failed: no luck");
        assert_eq!(steps.done.len(), 1);
    }
}
