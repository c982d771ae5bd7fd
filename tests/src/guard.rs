//! A small shell that outlives the test process and clears up after it.
//!
//! `Drop` stops a server when its test ends, but nothing runs it for statics, after Ctrl-C or after SIGKILL.
//! The guard reads from a pipe which servers were started and which were stopped; when the pipe closes, for whatever
//! reason, it stops those that are left and removes their directories.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

const SCRIPT: &str = r#"
declare -A groups dirs
while read -r verb what; do
  case $verb in
    started) groups[$what]=1 ;;
    stopped) unset 'groups[$what]' ;;
    made) dirs[$what]=1 ;;
    removed) unset 'dirs[$what]' ;;
  esac
done
for group in "${!groups[@]}"; do kill -TERM -- "-$group"; done
if [ "${#groups[@]}" -gt 0 ]; then sleep 1; fi
for group in "${!groups[@]}"; do kill -KILL -- "-$group"; done
for dir in "${!dirs[@]}"; do rm -rf -- "$dir"; done
"#;

/// What the guard is told, one line each.
#[derive(Clone, Copy)]
pub(crate) enum Note {
    /// A process group was started; the operand is its id.
    Started,
    /// That process group is gone.
    Stopped,
    /// A directory was made; the operand is its path.
    Made,
    /// That directory is gone.
    Removed,
}

pub(crate) fn tell(note: Note, operand: &str) {
    static GUARD: OnceLock<Mutex<Child>> = OnceLock::new();
    let guard = GUARD.get_or_init(|| {
        let child = Command::new("bash")
            .args(["-c", SCRIPT])
            // Its own group: Ctrl-C at the terminal must not take the guard away as well.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("bash starts");
        Mutex::new(child)
    });
    let verb = match note {
        Note::Started => "started",
        Note::Stopped => "stopped",
        Note::Made => "made",
        Note::Removed => "removed",
    };
    // A lost guard loses only the clearing up after a crash, so the test goes on.
    let mut guard = guard.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pipe) = &mut guard.stdin {
        let _ = writeln!(pipe, "{verb} {operand}");
    }
}
