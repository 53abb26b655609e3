<?php
/** WordPress' hooks: callbacks by priority, each with as many arguments as it asked for. */

declare( strict_types=1 );

/** @var array<string, array<int, list<array{callable, int}>>> */
$GLOBALS['hooks'] = array();

function add_filter( string $name, callable $callback, int $priority = 10, int $count = 1 ): bool {
	$GLOBALS['hooks'][ $name ][ $priority ][] = array( $callback, $count );
	ksort( $GLOBALS['hooks'][ $name ] );
	return true;
}

function add_action( string $name, callable $callback, int $priority = 10, int $count = 1 ): bool {
	return add_filter( $name, $callback, $priority, $count );
}

function apply_filters( string $name, mixed $value, mixed ...$more ): mixed {
	foreach ( $GLOBALS['hooks'][ $name ] ?? array() as $callbacks ) {
		foreach ( $callbacks as list( $callback, $count ) ) {
			$value = $callback( ...array_slice( array( $value, ...$more ), 0, $count ) );
		}
	}
	return $value;
}

function do_action( string $name, mixed ...$words ): void {
	$words = $words ?: array( '' );
	foreach ( $GLOBALS['hooks'][ $name ] ?? array() as $callbacks ) {
		foreach ( $callbacks as list( $callback, $count ) ) {
			$callback( ...array_slice( $words, 0, $count ) );
		}
	}
}

function register_activation_hook( string $file, callable $callback ): void {
	add_action( 'activate_sathi', $callback );
}

function register_deactivation_hook( string $file, callable $callback ): void {
	add_action( 'deactivate_sathi', $callback );
}
